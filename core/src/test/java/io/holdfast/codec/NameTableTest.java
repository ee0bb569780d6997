package io.holdfast.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.holdfast.market.Side;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameTableTest {

    private static final NameTable<Side> SIDES = NameTable.of(Map.of("buy", Side.BID, "sell", Side.ASK));

    @Test
    void aKnownWordIsTranslatedThereAndBack() {
        assertThat(SIDES.read(waiting("\"sell\""))).isEqualTo(Side.ASK);
        assertThat(SIDES.read(waiting("\"b\\u0075y\""))).isEqualTo(Side.BID);
        assertThat(SIDES.nameOf(Side.BID)).isEqualTo("buy");
    }

    @Test
    void anUnknownWordStandsForNothingAndIsNoErrorOfTheDocument() {
        final JsonReader json = waiting("\"short\"");
        assertThat(SIDES.read(json)).isNull();
        assertThat(json.finish()).isTrue();
    }

    @Test
    void whatIsNoStringIsAnErrorOfTheDocument() {
        final JsonReader json = waiting("1");
        assertThat(SIDES.read(json)).isNull();
        assertThat(json.error()).isEqualTo(JsonError.UNEXPECTED_TYPE);
    }

    @Test
    void constantsAreNamedInLowerCase() {
        final NameTable<JsonType> types = NameTable.ofConstants(JsonType.class);
        assertThat(types.read(waiting("\"array\""))).isEqualTo(JsonType.ARRAY);
        assertThat(types.nameOf(JsonType.OBJECT)).isEqualTo("object");
    }

    @Test
    void twoWordsForOneThingAreRefusedForOneOfThemCouldNotBeWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NameTable.of(Map.of("buy", Side.BID, "b", Side.BID)))
                .withMessage("names of BID: two (expected: one)");
    }

    @Test
    void whatHasNoWordCannotBeWritten() {
        final NameTable<Side> one = NameTable.of(Map.of("buy", Side.BID));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.nameOf(Side.ASK))
                .withMessage("value: ASK (expected: one of [BID])");
    }

    private static JsonReader waiting(String document) {
        final byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        final JsonReader json = new JsonReader();
        json.wrap(bytes, 0, bytes.length);
        return json;
    }
}
