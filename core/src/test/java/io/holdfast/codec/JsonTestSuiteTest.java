package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** RFC 8259 to the letter, but for what {@code json/README.md} lists as left to us: see there for the source. */
class JsonTestSuiteTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final JsonReader reader = new JsonReader();

    static Stream<Case> cases() throws IOException {
        try (InputStream in = JsonTestSuiteTest.class.getResourceAsStream("/json/suite.tsv")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().map(Case::of).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachIsAcceptedOrRefusedWhetherItIsReadOrSkipped(Case suite) {
        final boolean expected = suite.verdict.endsWith("y");
        Assertions.assertTimeoutPreemptively(LIMIT, () -> {
            reader.wrap(suite.document, 0, suite.document.length);
            assertThat(reader.finish()).as("skipped: %s", reader.error()).isEqualTo(expected);

            reader.wrap(suite.document, 0, suite.document.length);
            readEverything();
            assertThat(reader.finish()).as("read: %s", reader.error()).isEqualTo(expected);
        });
    }

    @Test
    void theSuiteIsWhole() throws IOException {
        assertThat(cases().map(each -> each.name).distinct()).hasSizeGreaterThan(280);
    }

    /** Goes through the document without recursion: the deepest that is accepted is known. */
    private void readEverything() {
        final boolean[] objects = new boolean[JsonReader.MAX_DEPTH + 1];
        int depth = 0;
        do {
            switch (reader.peek()) {
                case OBJECT -> {
                    if (reader.beginObject()) {
                        objects[++depth] = true;
                    }
                }
                case ARRAY -> {
                    if (reader.beginArray()) {
                        objects[++depth] = false;
                    }
                }
                case STRING -> reader.readString();
                case NUMBER -> reader.readDecimal();
                case TRUE, FALSE -> reader.readBoolean();
                case NULL -> reader.readNull();
                case END -> {}
            }
            while (depth > 0 && !(objects[depth] ? reader.nextField() : reader.nextElement())) {
                depth--;
            }
        } while (depth > 0);
    }

    /** One document, and what must become of it. */
    private record Case(String verdict, String name, byte[] document) {

        static Case of(String line) {
            final String[] columns = line.split("\t", -1);
            return new Case(columns[0], columns[1], decode(columns[2]));
        }

        private static byte[] decode(String text) {
            final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) != '%') {
                    bytes.write(text.charAt(i));
                } else if (text.charAt(i + 1) == '*') {
                    int at = i + 2;
                    while (Character.isDigit(text.charAt(at))) {
                        at++;
                    }
                    for (int count = Integer.parseInt(text.substring(i + 2, at)); count > 0; count--) {
                        bytes.write(text.charAt(at));
                    }
                    i = at;
                } else {
                    bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                    i += 2;
                }
            }
            return bytes.toByteArray();
        }

        @Override
        public String toString() {
            return verdict + " " + name;
        }
    }
}
