package io.holdfast.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.codec.JsonReader;
import io.holdfast.codec.SymbolTable;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Subscription;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubscriptionTableTest {

    private final SubscriptionTable<String> table = new SubscriptionTable<>();

    @Test
    void aSubscriptionIsFoundByItsSymbolAndChannel() {
        table.put(wire(0, Channel.BOOK), "book of 0");
        table.put(wire(0, Channel.TRADES), "trades of 0");
        table.put(wire(1, Channel.BOOK), "book of 1");

        assertThat(find(0, Channel.BOOK)).isEqualTo("book of 0");
        assertThat(find(0, Channel.TRADES)).isEqualTo("trades of 0");
        assertThat(find(0, Channel.TOP_OF_BOOK)).isNull();
        assertThat(find(1, Channel.BOOK)).isEqualTo("book of 1");
        assertThat(find(2, Channel.BOOK)).isNull();
    }

    @Test
    void whatIsPutAgainTakesThePlaceOfTheFormer() {
        table.put(wire(0, Channel.BOOK), "former");
        table.put(wire(0, Channel.BOOK), "latter");
        assertThat(find(0, Channel.BOOK)).isEqualTo("latter");
        assertThat(table.remove(wire(0, Channel.BOOK))).isEqualTo("latter");
        assertThat(find(0, Channel.BOOK)).isNull();
    }

    @Test
    void whatIsNotThereIsRemovedWithoutHarm() {
        table.put(wire(0, Channel.BOOK), "book");
        assertThat(table.remove(wire(0, Channel.TRADES))).isNull();
        assertThat(table.remove(wire(1, Channel.BOOK))).isNull();
        assertThat(find(0, Channel.BOOK)).isEqualTo("book");
    }

    @Test
    void aSymbolThatIsNoStringIsOfNoSubscription() {
        final byte[] number = "12".getBytes(StandardCharsets.UTF_8);
        final JsonReader json = new JsonReader();
        json.wrap(number, 0, number.length);
        assertThat(table.readSymbol(json)).isEqualTo(SymbolTable.ABSENT);
    }

    @Test
    void itAgreesWithAMapHoweverOftenSubscriptionsComeAndGo() {
        final Map<String, String> model = new HashMap<>();
        final Random random = new Random(7);
        for (int step = 0; step < 5_000; step++) {
            final int number = random.nextInt(40);
            final Channel channel = Channel.values()[random.nextInt(3)];
            if (random.nextBoolean()) {
                table.put(wire(number, channel), "state " + step);
                model.put(number + " " + channel, "state " + step);
            } else {
                assertThat(table.remove(wire(number, channel))).isEqualTo(model.remove(number + " " + channel));
            }
            final int other = random.nextInt(40);
            for (final Channel each : Channel.values()) {
                assertThat(find(other, each)).isEqualTo(model.get(other + " " + each));
            }
        }
    }

    private String find(int number, Channel channel) {
        final byte[] symbol = ("\"" + wire(number, channel).symbol() + "\"").getBytes(StandardCharsets.UTF_8);
        final JsonReader json = new JsonReader();
        json.wrap(symbol, 0, symbol.length);
        return table.get(table.readSymbol(json), channel);
    }

    private static WireSubscription wire(int number, Channel channel) {
        final Instrument instrument = Instrument.of("X" + number + "/USD");
        return new WireSubscription(
                number,
                new Subscription(instrument, channel),
                new ListedInstrument(instrument, "x" + number, InstrumentStatus.TRADING));
    }
}
