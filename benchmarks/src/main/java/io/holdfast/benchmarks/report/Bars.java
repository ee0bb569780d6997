package io.holdfast.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Horizontal bars on a logarithmic scale, each with its figure and its ratio to the shortest. */
final class Bars {

    private static final int ROW = 26;
    private static final int LABEL = 230;
    private static final int PLOT = 420;
    private static final int FIGURE = 200;
    private static final int TOP = 56;

    private Bars() {}

    /**
     * One bar.
     *
     * @param value its length
     * @param mark  where a thin line goes on to; NaN for none
     */
    record Bar(String label, double value, double mark) {}

    static String svg(String title, String unit, List<Bar> bars) {
        final double least = bars.stream().mapToDouble(Bar::value).min().orElse(1) / 2;
        final double most = bars.stream()
                .mapToDouble(bar -> Double.isNaN(bar.mark()) ? bar.value() : bar.mark())
                .max()
                .orElse(1);
        final double shortest = least * 2;
        final int height = TOP + bars.size() * ROW + 12;
        final StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\"><rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>"
                        + "<text x=\"12\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%s</text>"
                        + "<text x=\"12\" y=\"42\" fill=\"#555555\">%s, logarithmic; × is the ratio to the first</text>",
                LABEL + PLOT + FIGURE,
                height,
                escape(title),
                escape(unit)));
        int y = TOP;
        for (final Bar bar : bars) {
            final double length = place(bar.value(), least, most);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" fill=\"%s\"/>",
                    LABEL - 8,
                    y + 13,
                    escape(bar.label()),
                    LABEL,
                    y,
                    length,
                    colour(bar.label())));
            double end = length;
            if (!Double.isNaN(bar.mark())) {
                end = place(bar.mark(), least, most);
                svg.append(String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#888888\"/>",
                        LABEL + length,
                        LABEL + end,
                        y + 8,
                        y + 8));
            }
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\">%s (×%.1f)</text>",
                    LABEL + end + 8,
                    y + 13,
                    Report.number(bar.value()),
                    bar.value() / shortest));
            y += ROW;
        }
        return svg.append("</svg>\n").toString();
    }

    private static double place(double value, double least, double most) {
        return most <= least ? PLOT : Math.max(2, PLOT * Math.log(value / least) / Math.log(most / least));
    }

    private static String colour(String label) {
        if (label.toLowerCase(Locale.ROOT).startsWith("holdfast")
                || label.startsWith("ring")
                || label.startsWith("orderBook")) {
            return "#1a7f5a";
        }
        return label.startsWith("FLOOR") ? "#9aa5b1" : "#c96f3b";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
