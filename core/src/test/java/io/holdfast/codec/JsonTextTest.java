package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void textsBecomeAnArray() {
        assertThat(JsonText.strings(List.of())).isEqualTo("[]");
        assertThat(JsonText.strings(List.of("BTC/USD", "币安人生"))).isEqualTo("[\"BTC/USD\",\"币安人生\"]");
    }

    @Test
    void whatWouldEndTheStringIsEscaped() {
        assertThat(JsonText.string("a\"b\\c\nd")).isEqualTo("\"a\\\"b\\\\c\\u000ad\"");
    }

    @Property(tries = 300)
    void whatIsWrittenIsReadAgain(@ForAll String text) {
        final byte[] document = JsonText.string(text).getBytes(StandardCharsets.UTF_8);
        final JsonReader json = new JsonReader();
        json.wrap(document, 0, document.length);
        // A surrogate without its other half has no UTF-8 and becomes a question mark on the way.
        assertThat(json.readText())
                .isEqualTo(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
        assertThat(json.finish()).isTrue();
    }
}
