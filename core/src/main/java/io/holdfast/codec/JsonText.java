package io.holdfast.codec;

/** Writes JSON for requests. Cold path. */
public final class JsonText {

    private JsonText() {}

    /** {@return a text as a JSON string, with quotes} */
    public static String string(String text) {
        final StringBuilder quoted = new StringBuilder(text.length() + 2);
        append(quoted, text);
        return quoted.toString();
    }

    /** {@return texts as a JSON array of strings} */
    public static String strings(Iterable<String> texts) {
        final StringBuilder array = new StringBuilder("[");
        for (final String text : texts) {
            if (array.length() > 1) {
                array.append(',');
            }
            append(array, text);
        }
        return array.append(']').toString();
    }

    private static void append(StringBuilder target, String text) {
        target.append('"');
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < ' ') {
                target.append(String.format("\\u%04x", (int) c));
            } else {
                if (c == '"' || c == '\\') {
                    target.append('\\');
                }
                target.append(c);
            }
        }
        target.append('"');
    }
}
