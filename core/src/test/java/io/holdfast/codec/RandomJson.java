package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Makes JSON documents with everything in them that RFC 8259 allows, and breaks them. The seed decides. */
final class RandomJson {

    private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n", "  "};
    private static final String[] TEXTS = {
        "a",
        "b",
        "price",
        "BTC/USD",
        "",
        "\\u0041",
        "\\\"",
        "\\\\",
        "\\/",
        "\\n",
        "\\ud83d\\ude00",
        "é",
        "测试",
        "😀",
        "\\u00e9",
        "\\u0000",
        "\u007f",
        "\\uFFFF",
        " ",
        "0.10",
        "-1e5",
        "null"
    };
    private static final byte[] SIGNIFICANT = "{}[]\",:\\/ 0123456789.+-eEtfnu\n\t\0\u001f".getBytes(UTF_8);

    private final SplittableRandom random;
    private final StringBuilder out = new StringBuilder();

    RandomJson(long seed) {
        random = new SplittableRandom(seed);
    }

    byte[] document() {
        out.setLength(0);
        value(0);
        space();
        return out.toString().getBytes(UTF_8);
    }

    byte[] corrupted() {
        byte[] bytes = document();
        for (int i = random.nextInt(1, 4); i > 0 && bytes.length > 0; i--) {
            bytes = corrupt(bytes);
        }
        return bytes;
    }

    String number() {
        final StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
        final int integers = random.nextInt(random.nextInt(8) == 0 ? 22 : 6);
        number.append(integers == 0 ? 0 : random.nextInt(1, 10));
        for (int i = 1; i < integers; i++) {
            number.append(random.nextInt(10));
        }
        if (random.nextBoolean()) {
            number.append('.');
            for (int i = random.nextInt(1, random.nextInt(8) == 0 ? 22 : 10); i > 0; i--) {
                number.append(random.nextInt(3) == 0 ? random.nextInt(10) : 0);
            }
        }
        if (random.nextInt(3) == 0) {
            number.append(random.nextBoolean() ? 'e' : 'E');
            number.append(new String[] {"", "+", "-"}[random.nextInt(3)]).append(random.nextInt(24));
        }
        return number.toString();
    }

    private byte[] corrupt(byte[] bytes) {
        final int at = random.nextInt(bytes.length);
        final byte other =
                random.nextBoolean() ? SIGNIFICANT[random.nextInt(SIGNIFICANT.length)] : (byte) random.nextInt(256);
        switch (random.nextInt(5)) {
            case 0 -> bytes[at] = other;
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 3 -> {
                final byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
                System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
                return shorter;
            }
            default -> {
                final byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
                System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
                longer[at] = other;
                return longer;
            }
        }
        return bytes;
    }

    private void value(int depth) {
        space();
        switch (random.nextInt(depth > 5 ? 4 : 8)) {
            case 0 -> string();
            case 1, 2 -> out.append(number());
            case 3 -> out.append(new String[] {"true", "false", "null"}[random.nextInt(3)]);
            case 4, 5 -> {
                out.append('[');
                for (int i = 0, n = random.nextInt(5); i < n; i++) {
                    out.append(i > 0 ? "," : "");
                    value(depth + 1);
                    space();
                }
                out.append(']');
            }
            default -> object(depth);
        }
    }

    private void object(int depth) {
        out.append('{');
        space();
        for (int i = 0, n = random.nextInt(5); i < n; i++) {
            if (i > 0) {
                out.append(',');
                space();
            }
            string();
            space();
            out.append(':');
            value(depth + 1);
            space();
        }
        out.append('}');
    }

    private void string() {
        out.append('"');
        for (int i = random.nextInt(3); i > 0; i--) {
            out.append(TEXTS[random.nextInt(TEXTS.length)]);
        }
        out.append('"');
    }

    private void space() {
        out.append(SPACES[random.nextInt(SPACES.length)]);
    }
}
