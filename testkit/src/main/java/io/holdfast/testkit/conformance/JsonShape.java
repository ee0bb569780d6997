package io.holdfast.testkit.conformance;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Ways to say the same in JSON. */
enum JsonShape {
    REVERSED("fields in reverse order"),
    SHUFFLED("fields in any order"),
    SPACED("a space around every token"),
    INDENTED("line ends and tabs around every token"),
    UNKNOWN_LAST("an unknown field at the end of every object"),
    UNKNOWN_FIRST("an unknown field at the beginning of every object"),
    UNKNOWN_NESTED("unknown fields with objects and arrays in them"),
    UNKNOWN_TEXT("unknown fields with text in many scripts"),
    UNKNOWN_NUMBERS("unknown fields with numbers of every form"),
    ESCAPED_VALUES("a character of every string escaped"),
    ESCAPED_NAMES("a character of every field's name escaped"),
    EVERYTHING("all of this together");

    private static final String NESTED = "{\"p\":[1,{\"price\":\"1\",\"side\":null},[[]],{}],\"type\":\"none\"}";
    private static final String TEXT = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9 ünï 中文 \\ud83d\\ude00 {[,:]}\"";
    private static final String NUMBERS =
            "[0,-0,1e5,1E-5,0.10,-12.5e+3,123456789012345678901234567890,true,false,null]";

    private final String title;

    JsonShape(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** {@return whether keys of objects keep their spelling: some lists are objects whose keys are the data} */
    boolean keepsDocuments() {
        return this == REVERSED || this == SHUFFLED || this == SPACED || this == INDENTED || this == ESCAPED_VALUES;
    }

    /** {@return what turns a message into this shape; what is no JSON stays as it is} */
    UnaryOperator<byte[]> reshaper(long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        return message -> {
            final JsonTree tree = JsonTree.parse(new String(message, StandardCharsets.UTF_8));
            if (tree == null) {
                return message;
            }
            reorder(tree, random);
            final StringBuilder text = new StringBuilder(message.length * 2);
            tree.write(text, this);
            return text.toString().getBytes(StandardCharsets.UTF_8);
        };
    }

    private void reorder(JsonTree tree, SplittableRandom random) {
        if (this == REVERSED) {
            tree.reverse();
        } else if (this == SHUFFLED || this == EVERYTHING) {
            tree.shuffle(random);
        }
    }

    String space() {
        return switch (this) {
            case SPACED -> " ";
            case INDENTED, EVERYTHING -> "\r\n\t ";
            default -> "";
        };
    }

    @Nullable
    String first() {
        return this == UNKNOWN_FIRST || this == EVERYTHING ? "\"zz_first\":7" : null;
    }

    @Nullable
    String last() {
        return switch (this) {
            case UNKNOWN_LAST -> "\"zz_last\":\"7\"";
            case UNKNOWN_NESTED -> "\"zz_nested\":" + NESTED + ",\"zz_more\":[" + NESTED + "," + NESTED + "]";
            case UNKNOWN_TEXT -> "\"zz_t\\u00ebxt\":" + TEXT;
            case UNKNOWN_NUMBERS -> "\"zz_numbers\":" + NUMBERS;
            case EVERYTHING -> "\"zz_nested\":" + NESTED + ",\"zz_text\":" + TEXT + ",\"zz_numbers\":" + NUMBERS;
            default -> null;
        };
    }

    /** {@return a string with its first character escaped, where it is a plain one} */
    String string(String raw, boolean isName) {
        final boolean escapes = this == EVERYTHING || this == (isName ? ESCAPED_NAMES : ESCAPED_VALUES);
        final char first = raw.length() > 2 ? raw.charAt(1) : '\\';
        return !escapes || first == '\\' || first > '~'
                ? raw
                : "\"\\u" + String.format("%04x", (int) first) + raw.substring(2);
    }
}
