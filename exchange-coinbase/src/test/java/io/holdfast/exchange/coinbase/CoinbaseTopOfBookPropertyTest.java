package io.holdfast.exchange.coinbase;

import static io.holdfast.exchange.coinbase.CoinbaseHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.Anomaly;
import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** The derived top of book, and the delivered book, against maps of {@link BigDecimal}; on both feeds. */
class CoinbaseTopOfBookPropertyTest {

    /** One row of a message, as it is written. */
    record Row(boolean bid, String price, String size) {}

    /** One message. */
    record Message(boolean snapshot, List<Row> rows) {}

    @Property(tries = 150)
    void advancedTradeTellsTheTopsOfTheNaiveModel(@ForAll("messages") List<Message> messages) {
        compare(CoinbaseHarness.advanced(), messages, true);
    }

    @Property(tries = 150)
    void theExchangeFeedTellsTheTopsOfTheNaiveModel(@ForAll("messages") List<Message> messages) {
        compare(CoinbaseHarness.exchange(), messages, false);
    }

    private static void compare(CoinbaseHarness coinbase, List<Message> messages, boolean advanced) {
        coinbase.subscribe(wire(0, "BTC-USD", Channel.TOP_OF_BOOK), wire(1, "BTC-USD", Channel.BOOK));
        final Model model = new Model();
        final Model consumer = new Model();
        for (final Message message : messages) {
            final List<String> expected = model.apply(message);

            if (advanced) {
                receiveAdvanced(coinbase, message);
            } else {
                receiveExchange(coinbase, message);
            }
            final List<String> told = coinbase.sink.take();

            assertThat(topsAndAnomalies(told)).isEqualTo(expected);
            consumer.take(told);
            if (model.live) {
                assertThat(consumer.bids).isEqualTo(model.bids);
                assertThat(consumer.asks).isEqualTo(model.asks);
            }
        }
    }

    @Provide
    Arbitrary<List<Message>> messages() {
        // few prices, so that levels meet; bids mostly below asks, so that the book is mostly not crossed
        final Arbitrary<String> sizes = Arbitraries.of("0", "0.00", "1", "1.0", "2.5", "0.00000001", "3");
        final Arbitrary<Row> bids = Combinators.combine(Arbitraries.integers().between(90, 100), sizes)
                .as((price, size) -> new Row(true, written(price), size));
        final Arbitrary<Row> asks = Combinators.combine(Arbitraries.integers().between(100, 110), sizes)
                .as((price, size) -> new Row(false, written(price), size));
        final Arbitrary<List<Row>> rows =
                Arbitraries.oneOf(bids, asks).list().ofMinSize(1).ofMaxSize(8);
        final Arbitrary<Message> updates = rows.map(some -> new Message(false, some));
        final Arbitrary<Message> snapshots = rows.map(some -> new Message(true, some));
        return Arbitraries.frequencyOf(Tuple.of(9, updates), Tuple.of(1, snapshots))
                .list()
                .ofMaxSize(40);
    }

    /** {@return a tenth of the number, now with one decimal, now with two} */
    private static String written(int tenths) {
        return BigDecimal.valueOf(tenths, 1).setScale(tenths % 3 == 0 ? 2 : 1).toPlainString();
    }

    private static void receiveAdvanced(CoinbaseHarness coinbase, Message message) {
        final List<String> rows = new ArrayList<>();
        for (final Row row : message.rows) {
            rows.add((row.bid ? "bid " : "offer ") + row.price + " " + row.size);
        }
        coinbase.receiveNext(
                "l2_data",
                "["
                        + CoinbaseHarness.levels(
                                message.snapshot ? "snapshot" : "update", "BTC-USD", String.join(",", rows))
                        + "]");
    }

    private static void receiveExchange(CoinbaseHarness coinbase, Message message) {
        final List<String> bids = new ArrayList<>();
        final List<String> asks = new ArrayList<>();
        final List<String> changes = new ArrayList<>();
        for (final Row row : message.rows) {
            final String amounts = "\"" + row.price + "\",\"" + row.size + "\"]";
            (row.bid ? bids : asks).add("[" + amounts);
            changes.add((row.bid ? "[\"buy\"," : "[\"sell\",") + amounts);
        }
        coinbase.receive(
                message.snapshot
                        ? "{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"bids\":" + bids + ",\"asks\":" + asks
                                + "}"
                        : "{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":" + changes + "}");
    }

    private static List<String> topsAndAnomalies(List<String> told) {
        final List<String> kept = new ArrayList<>();
        for (final String line : told) {
            final String[] words = line.split(" ");
            if (words[0].equals("top")) {
                kept.add(plain(words[3]) + " x " + plain(words[5]) + " / " + plain(words[7]) + " x " + plain(words[9]));
            } else if (line.equals(Anomaly.CROSSED_BOOK + " 0")) {
                kept.add("crossed");
            }
        }
        return kept;
    }

    private static BigDecimal number(String mantissaAndScale) {
        final int at = mantissaAndScale.indexOf("e-");
        return BigDecimal.valueOf(
                Long.parseLong(mantissaAndScale.substring(0, at)),
                Integer.parseInt(mantissaAndScale.substring(at + 2)));
    }

    private static String plain(String mantissaAndScale) {
        return plain(number(mantissaAndScale));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** A book that is as slow as it is plain. */
    private static final class Model {

        final TreeMap<BigDecimal, BigDecimal> bids = new TreeMap<>(Collections.reverseOrder());
        final TreeMap<BigDecimal, BigDecimal> asks = new TreeMap<>();
        boolean live;
        private String lastTop = "";

        /** {@return the tops and anomalies that must follow} */
        List<String> apply(Message message) {
            if (!live && !message.snapshot) {
                return List.of();
            }
            if (message.snapshot) {
                clear();
            }
            message.rows.forEach(row -> set(row.bid, new BigDecimal(row.price), new BigDecimal(row.size)));
            if (!bids.isEmpty() && !asks.isEmpty() && bids.firstKey().compareTo(asks.firstKey()) >= 0) {
                live = false;
                lastTop = "";
                return List.of("crossed");
            }
            live = true;
            final String top = best(bids) + " / " + best(asks);
            if (top.equals(lastTop)) {
                return List.of();
            }
            lastTop = top;
            return List.of(top);
        }

        /** Applies what a consumer of the book is told. */
        void take(List<String> told) {
            boolean inSnapshot = false;
            for (final String line : told) {
                final String[] words = line.split(" ");
                final boolean snapshot = words[0].equals("snapshot");
                if (snapshot && !inSnapshot) {
                    clear();
                }
                inSnapshot = snapshot;
                if (snapshot || words[0].equals("update")) {
                    set(words[3].equals(Side.BID.name()), number(words[4]), number(words[6]));
                }
            }
        }

        private void clear() {
            bids.clear();
            asks.clear();
        }

        private void set(boolean bid, BigDecimal price, BigDecimal size) {
            final Map<BigDecimal, BigDecimal> side = bid ? bids : asks;
            if (size.signum() == 0) {
                side.remove(price.stripTrailingZeros());
            } else {
                side.put(price.stripTrailingZeros(), size.stripTrailingZeros());
            }
        }

        private static String best(SortedMap<BigDecimal, BigDecimal> side) {
            return side.isEmpty() ? "0 x 0" : plain(side.firstKey()) + " x " + plain(side.get(side.firstKey()));
        }
    }
}
