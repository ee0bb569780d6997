package io.holdfast.gateway.demo;

import java.io.PrintStream;
import java.util.List;

/**
 * Draws lines on a terminal, again and again in the same place. Lines hold no control characters but the colours of
 * {@link #paint}; what is too long is cut. Confined to one thread.
 */
public final class Screen implements AutoCloseable {

    /** Colours, by their SGR number. */
    enum Colour {
        GREEN(32),
        YELLOW(33),
        RED(31),
        GREY(90),
        BOLD(1);

        private final int code;

        Colour(int code) {
            this.code = code;
        }
    }

    private static final String ESCAPE = "\u001b[";
    private static final int LEAST_COLUMNS = 40;
    private static final int USUAL_COLUMNS = 100;

    private final PrintStream out;
    private final int columns;
    private int drawn;

    /**
     * Makes a screen and hides the cursor.
     *
     * @param columns width of the terminal
     */
    Screen(PrintStream out, int columns) {
        this.out = out;
        this.columns = Math.max(LEAST_COLUMNS, columns);
        out.print(ESCAPE + "?25l");
    }

    /** {@return whether standard output is a terminal} The launcher knows; a JVM cannot tell on every version. */
    public static boolean isTerminal() {
        final String terminal = System.getenv("TERM");
        return "1".equals(System.getenv("HOLDFAST_TERMINAL")) && terminal != null && !terminal.equals("dumb");
    }

    /** {@return how wide it is, as the launcher found it} */
    static int columnsOfTerminal() {
        try {
            return Integer.parseInt(String.valueOf(System.getenv("HOLDFAST_COLUMNS")));
        } catch (NumberFormatException e) {
            return USUAL_COLUMNS;
        }
    }

    static String paint(String text, Colour colour) {
        return ESCAPE + colour.code + "m" + text + ESCAPE + "0m";
    }

    void draw(List<String> lines) {
        final StringBuilder frame = new StringBuilder(8_192);
        if (drawn > 0) {
            frame.append(ESCAPE).append(drawn).append('A');
        }
        for (final String line : lines) {
            frame.append('\r').append(cut(line)).append(ESCAPE).append("K\n");
        }
        frame.append(ESCAPE).append('J'); // what the last frame had more
        out.print(frame);
        out.flush();
        drawn = lines.size();
    }

    /** Shows the cursor again; what was drawn stays. */
    @Override
    public void close() {
        out.print(ESCAPE + "?25h");
        out.flush();
    }

    /** {@return as much of a line as fits, colours not counted} */
    private String cut(String line) {
        final StringBuilder kept = new StringBuilder(line.length());
        int width = 0;
        boolean painting = false;
        for (int i = 0; i < line.length(); ) {
            final int point = line.codePointAt(i);
            i += Character.charCount(point);
            painting |= point == '\u001b';
            if (!painting && ++width > columns) {
                return kept.append(ESCAPE).append("0m").toString();
            }
            kept.appendCodePoint(point);
            painting &= point != 'm';
        }
        return kept.toString();
    }
}
