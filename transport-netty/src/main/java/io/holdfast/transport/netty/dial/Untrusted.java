package io.holdfast.transport.netty.dial;

/** What others wrote, made fit for a log line: it may hold anything, control sequences for terminals included. */
public final class Untrusted {

    /** Most characters kept. */
    public static final int LONGEST = 256;

    private Untrusted() {}

    /**
     * {@return the text without control, format (bidirectional and zero-width) and unpaired surrogate characters, each
     * run of them a single space, and no longer than {@link #LONGEST} characters}
     */
    public static String clean(String text) {
        final StringBuilder clean = new StringBuilder(Math.min(text.length(), LONGEST));
        boolean gap = false;
        int i = 0;
        while (i < text.length()) {
            final int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (!isHarmless(c)) {
                gap = clean.length() > 0;
                continue;
            }
            if (clean.length() + (gap ? 1 : 0) + Character.charCount(c) > LONGEST) {
                break;
            }
            if (gap) {
                clean.append(' ');
                gap = false;
            }
            clean.appendCodePoint(c);
        }
        return clean.toString();
    }

    private static boolean isHarmless(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
