package io.holdfast.testkit.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What nobody who means well sends. */
final class Hostile {

    private static final int DEEP = 20_000;
    private static final int LONG = 200_000;
    private static final int RANDOM_MESSAGES = 200;

    private Hostile() {}

    /** {@return messages, by what is wrong with them} */
    static Map<String, List<byte[]>> messages() {
        final Map<String, List<byte[]>> all = new LinkedHashMap<>();
        all.put("an empty message", List.of(new byte[0]));
        all.put("white space alone", texts(" ", "\n", "\t\r\n"));
        all.put("an empty object", texts("{}"));
        all.put("an empty array", texts("[]", "[[]]", "[{}]"));
        all.put("a bare value", texts("null", "true", "0", "-1", "\"\"", "\"data\""));
        all.put("an object that does not end", texts("{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,"));
        all.put("more than one document", texts("{}{}", "{} x", "1 2"));
        all.put("objects in objects without end", texts("{\"a\":".repeat(DEEP), "{\"data\":".repeat(DEEP)));
        all.put("arrays in arrays without end", texts("[".repeat(DEEP), "[".repeat(DEEP) + "]".repeat(DEEP)));
        all.put("a number of very many digits", texts("9".repeat(LONG), "{\"a\":0." + "1".repeat(LONG) + "}"));
        all.put("numbers that are none", texts("{\"a\":1e999999999}", "{\"a\":NaN}", "{\"a\":-}", "{\"a\":01}"));
        all.put("a very long string", texts("{\"a\":\"" + "x".repeat(LONG) + "\"}"));
        all.put("a very long field name", texts("{\"" + "x".repeat(LONG) + "\":1}"));
        all.put("half of a surrogate pair", texts("{\"a\":\"\\ud800\"}", "{\"\\udfff\":1}"));
        all.put("escapes that are none", texts("{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\"));
        all.put("zero bytes", List.of(new byte[16], new byte[4_096]));
        all.put("bytes that are no UTF-8", List.of(new byte[] {(byte) 0xc0, (byte) 0x80}, new byte[] {(byte) 0xff}));
        all.put("a byte-order mark", texts("\ufeff{}"));
        all.put("plain words", texts("Bad Gateway", "pong", "<html></html>"));
        all.put("random bytes", random(1));
        return all;
    }

    /** {@return documents without anything in them that could be a list of instruments} */
    static List<byte[]> documents() {
        final List<byte[]> all = new ArrayList<>();
        messages().values().forEach(all::addAll);
        return all;
    }

    private static List<byte[]> texts(String... texts) {
        final List<byte[]> all = new ArrayList<>();
        for (final String text : texts) {
            all.add(text.getBytes(StandardCharsets.UTF_8));
        }
        return all;
    }

    private static List<byte[]> random(long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final List<byte[]> all = new ArrayList<>();
        for (int i = 0; i < RANDOM_MESSAGES; i++) {
            final byte[] bytes = new byte[random.nextInt(1, 300)];
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] = (byte) random.nextInt(256);
            }
            all.add(bytes);
        }
        return all;
    }
}
