package io.holdfast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.holdfast.codec.JsonError;
import io.holdfast.codec.JsonReader;
import org.junit.jupiter.params.provider.MethodSource;

/** Any bytes: no exception, no hang, and the same verdict whether a document is read or skipped. */
class JsonReaderFuzzTest {

    private final JsonReader reader = new JsonReader();

    @MethodSource("io.holdfast.fuzz.Frames#json")
    @FuzzTest(maxDuration = "2m")
    void readingAndSkippingAgree(byte[] document) {
        reader.wrap(document, 0, document.length);
        final boolean skipped = reader.finish();
        final JsonError error = reader.error();
        assertThat(reader.errorOffset()).isBetween(0, document.length);
        assertThat(reader.describeError()).isNotNull();

        reader.wrap(document, 0, document.length);
        readEverything();
        assertThat(reader.finish()).isEqualTo(skipped);
        assertThat(reader.error()).isEqualTo(error);
        assertThat(skipped).isEqualTo(error == JsonError.NONE);
    }

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
                case STRING -> {
                    if (reader.readString()) {
                        assertThat(reader.stringText()).isNotNull();
                    }
                }
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
}
