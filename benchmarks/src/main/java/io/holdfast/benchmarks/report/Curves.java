package io.holdfast.benchmarks.report;

import java.util.List;
import java.util.Locale;

/** Percentile curves: the part beyond halves with each step to the right, both axes logarithmic. */
final class Curves {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int TOP = 50;
    private static final int RIGHT = 230;
    private static final int BOTTOM = 40;
    private static final String[] COLOURS = {"#1a7f5a", "#3fa97f", "#7fcbab", "#9aa5b1", "#c96f3b", "#8a4fb0"};
    private static final double[] MARKS = {50, 90, 99, 99.9, 99.99, 99.999};

    private Curves() {}

    /** One point: so many percent took at most this long. */
    record Point(double percentile, double value) {}

    /** One line. */
    record Curve(String name, List<Point> points) {}

    static String svg(String title, String unit, List<Curve> curves) {
        double least = Double.MAX_VALUE;
        double most = 1;
        double last = 50;
        for (final Curve curve : curves) {
            for (final Point point : curve.points()) {
                least = Math.min(least, Math.max(0.1, point.value()));
                most = Math.max(most, point.value());
                last = Math.max(last, point.percentile());
            }
        }
        final Frame frame = new Frame(least, Math.max(most, least * 10), last);
        final StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"13\"><rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>"
                        + "<text x=\"12\" y=\"22\" font-size=\"15\" font-weight=\"bold\">%s, %s</text>",
                WIDTH,
                HEIGHT,
                Bars.escape(title),
                Bars.escape(unit)));
        frame.append(svg);
        for (int i = 0; i < curves.size(); i++) {
            append(svg, frame, curves.get(i), COLOURS[i % COLOURS.length], TOP + 16 + i * 20);
        }
        return svg.append("</svg>\n").toString();
    }

    private static void append(StringBuilder svg, Frame frame, Curve curve, String colour, int legendY) {
        svg.append("<polyline fill=\"none\" stroke-width=\"2\" stroke=\"")
                .append(colour)
                .append("\" points=\"");
        for (final Point point : curve.points()) {
            svg.append(String.format(Locale.ROOT, "%.1f,%.1f ", frame.x(point.percentile()), frame.y(point.value())));
        }
        svg.append(String.format(
                Locale.ROOT,
                "\"/><text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>",
                WIDTH - RIGHT + 12,
                legendY,
                colour,
                Bars.escape(curve.name())));
    }

    /** The axes. */
    private record Frame(double least, double most, double last) {

        double x(double percentile) {
            return LEFT + (WIDTH - LEFT - RIGHT) * beyond(percentile) / Math.max(1, beyond(last));
        }

        double y(double value) {
            final double part = Math.log(Math.max(value, least) / least) / Math.log(most / least);
            return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part;
        }

        private static double beyond(double percentile) {
            return -Math.log(Math.max(1e-9, 1 - percentile / 100)) / Math.log(2);
        }

        void append(StringBuilder svg) {
            for (double value = Math.pow(10, Math.ceil(Math.log10(least))); value <= most; value *= 10) {
                line(svg, LEFT, WIDTH - RIGHT, y(value), y(value));
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#555555\">%s</text>",
                        LEFT - 8,
                        y(value) + 4,
                        Report.number(value)));
            }
            for (final double mark : MARKS) {
                if (mark <= last) {
                    line(svg, x(mark), x(mark), TOP, HEIGHT - BOTTOM);
                    svg.append(String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#555555\">p%s</text>",
                            x(mark),
                            HEIGHT - BOTTOM + 20,
                            Double.toString(mark).replace(".0", "")));
                }
            }
        }

        private static void line(StringBuilder svg, double x1, double x2, double y1, double y2) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
                    x1,
                    x2,
                    y1,
                    y2));
        }
    }
}
