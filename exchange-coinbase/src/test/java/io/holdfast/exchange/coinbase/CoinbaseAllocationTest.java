package io.holdfast.exchange.coinbase;

import static io.holdfast.exchange.coinbase.CoinbaseHarness.wire;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.market.Channel;
import io.holdfast.transport.FrameKind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What decoding leaves behind: nothing in steady state, and of a snapshot no more than the columns it grows. */
class CoinbaseAllocationTest {

    private static final int WARM_UP = 10_000;
    private static final int MEASURED = 30_000;

    private final RecordingSink counting = new RecordingSink(false);

    @Test
    void updatesOfAdvancedTradeAllocateNothing() {
        final CoinbaseHarness coinbase = subscribed(CoinbaseFeed.ADVANCED_TRADE);
        coinbase.receiveSnapshot("BTC-USD", "bid 100.00 1,offer 101.00 1");
        final Template update = new Template(CoinbaseHarness.numbered(
                "l2_data",
                1_000_000,
                "["
                        + CoinbaseHarness.levels(
                                "update",
                                "BTC-USD",
                                "bid 100.00 0.00000010,offer 102.00 0.5,offer 102.00 0,bid 99.00 0.25")
                        + "]"));
        coinbase.sink.lines.clear();

        assertAllocatesNothing(coinbase, update, "\"sequence_num\":", 1, 5);
    }

    @Test
    void tradesOfAdvancedTradeAllocateNothing() {
        final CoinbaseHarness coinbase = subscribed(CoinbaseFeed.ADVANCED_TRADE);
        final Template trade = new Template(CoinbaseHarness.numbered(
                "market_trades",
                1_000_000,
                "[{\"type\":\"update\",\"trades\":[{\"product_id\":\"BTC-USD\",\"trade_id\":\"1000000\",\"price\":\"2668.35\","
                        + "\"size\":\"0.03710506\",\"time\":\"2026-09-30T01:41:25.375232Z\",\"side\":\"SELL\"}]}]"));

        final byte[] frame = trade.bytes;
        final int number = trade.digitsBehind("\"sequence_num\":");
        final int id = trade.digitsBehind("\"trade_id\":\"");
        for (int i = 0; i < WARM_UP; i++) {
            Template.write(frame, number, i);
            Template.write(frame, id, i);
            coinbase.protocol.onFrame(FrameKind.TEXT, frame, 0, frame.length);
        }
        final long before = allocated();
        for (int i = WARM_UP; i < WARM_UP + MEASURED; i++) {
            Template.write(frame, number, i);
            Template.write(frame, id, i);
            coinbase.protocol.onFrame(FrameKind.TEXT, frame, 0, frame.length);
        }

        assertThat(allocated() - before)
                .as("bytes allocated by %,d frames", MEASURED)
                .isLessThan(4_096);
        assertThat(counting.events).isEqualTo(WARM_UP + MEASURED);
    }

    @Test
    void updatesOfTheExchangeFeedAllocateNothing() {
        final CoinbaseHarness coinbase = subscribed(CoinbaseFeed.EXCHANGE);
        coinbase.receive(CoinbaseHarness.frame(27));
        final Template update = new Template(
                "{\"type\":\"l2update\",\"product_id\":\"BTC-USD\",\"changes\":[[\"buy\","
                        + "\"10101.10\",\"0.1000000\"],[\"sell\",\"10103.55\",\"0.2\"]],\"time\":\"2026-08-25T03:35:57.300000Z\"}");

        assertAllocatesNothing(coinbase, update, "\"10101.10\",\"0.", 0, 3);
    }

    @Test
    void matchesAndHeartbeatsOfTheExchangeFeedAllocateNothing() {
        final CoinbaseHarness coinbase = subscribed(CoinbaseFeed.EXCHANGE);
        final Template match = new Template(CoinbaseHarness.frame(41)
                .replace("1081862675", "1000000")
                .replace("\"sequence\":134905860111", "\"sequence\":0"));
        final byte[] heartbeat = CoinbaseHarness.frame(24).getBytes(StandardCharsets.UTF_8);

        assertAllocatesNothing(coinbase, match, "\"trade_id\":", 1, 1);
        final long before = allocated();
        for (int i = 0; i < MEASURED; i++) {
            coinbase.protocol.onFrame(FrameKind.TEXT, heartbeat, 0, heartbeat.length);
        }
        assertThat(allocated() - before)
                .as("bytes allocated by %,d heartbeats", MEASURED)
                .isLessThan(4_096);
    }

    @Test
    void aSnapshotCostsTheColumnsItGrowsAndLaterOnesNothing() {
        for (final int levels : new int[] {10_000, 40_000}) {
            final CoinbaseHarness coinbase = subscribed(CoinbaseFeed.ADVANCED_TRADE);
            final byte[] first = snapshot(levels, 0);
            final byte[] second = snapshot(levels, 1);
            final byte[] third = snapshot(levels, 2);
            counting.events = 0;

            final long before = allocated();
            coinbase.protocol.onFrame(FrameKind.TEXT, first, 0, first.length);
            coinbase.protocol.onFrame(FrameKind.TEXT, second, 0, second.length);
            final long grown = allocated();
            coinbase.protocol.onFrame(FrameKind.TEXT, third, 0, third.length);
            final long after = allocated();

            assertThat(counting.lines).isEmpty();
            assertThat(counting.events)
                    .as("levels of three snapshots, and a top")
                    .isEqualTo(3L * levels + 1);
            // columns of 27 bytes and a book of 16 bytes a level, both doubled on the way and with room left
            assertThat(grown - before).as("bytes for %,d levels", levels).isLessThan(220L * levels);
            assertThat(after - grown).as("bytes for the same again").isLessThan(4_096);
        }
    }

    /** In no order, which is the worst for a sorted book: still far below what would stall a connection. */
    @Test
    void aSnapshotInNoOrderIsTheSameBook() {
        final CoinbaseHarness coinbase = subscribed(CoinbaseFeed.ADVANCED_TRADE);
        final int levels = 40_000;
        final StringBuilder rows = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            final int shuffled = (int) (i * 7_919L % levels); // a prime: every level once
            appendLevel(rows, shuffled);
        }

        coinbase.receiveNext(
                "l2_data", "[{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"updates\":[" + rows + "]}]");

        assertThat(counting.lines).isEmpty();
        assertThat(counting.events).isEqualTo(levels + 1);
    }

    private CoinbaseHarness subscribed(CoinbaseFeed feed) {
        return new CoinbaseHarness(feed, counting)
                .subscribe(
                        wire(0, "BTC-USD", Channel.TOP_OF_BOOK),
                        wire(1, "BTC-USD", Channel.BOOK),
                        wire(2, "BTC-USD", Channel.TRADES));
    }

    /** Sends the frame over and over, its digits behind {@code name} counted up. */
    private void assertAllocatesNothing(
            CoinbaseHarness coinbase, Template template, String name, int first, int eventsEach) {
        final int at = template.digitsBehind(name);
        counting.events = 0;
        send(coinbase, template.bytes, at, first, WARM_UP);
        final long before = allocated();
        send(coinbase, template.bytes, at, first + WARM_UP, MEASURED);

        assertThat(allocated() - before)
                .as("bytes allocated by %,d frames", MEASURED)
                .isLessThan(4_096);
        assertThat(counting.lines).isEmpty();
        assertThat(counting.events)
                .isBetween((WARM_UP + MEASURED) * (eventsEach - 1L), (WARM_UP + MEASURED) * (long) eventsEach);
    }

    private static void send(CoinbaseHarness coinbase, byte[] frame, int digitsAt, int first, int times) {
        for (int i = first; i < first + times; i++) {
            Template.write(frame, digitsAt, i);
            coinbase.protocol.onFrame(FrameKind.TEXT, frame, 0, frame.length);
        }
    }

    private static byte[] snapshot(int levels, long sequence) {
        final StringBuilder rows = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            appendLevel(rows, i);
        }
        return CoinbaseHarness.numbered(
                        "l2_data",
                        sequence,
                        "[{\"type\":\"snapshot\",\"product_id\":\"BTC-USD\",\"updates\":[" + rows + "]}]")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Bids and offers in turn, away from the middle. */
    private static void appendLevel(StringBuilder rows, int i) {
        final int cents = i % 2 == 0 ? 9_999_999 - i : 10_000_001 + i;
        rows.append(rows.length() == 0 ? "" : ",")
                .append("{\"side\":\"")
                .append(i % 2 == 0 ? "bid" : "offer")
                .append("\",\"event_time\":\"2026-09-07T01:57:58.894355Z\",\"price_level\":\"")
                .append(cents / 100)
                .append('.')
                .append(cents % 100 / 10)
                .append(cents % 10)
                .append("\",\"new_quantity\":\"0.")
                .append(10_000_000 + i)
                .append("\"}");
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    /** A frame of which seven digits are written over. */
    private static final class Template {

        final byte[] bytes;
        private final String text;

        Template(String text) {
            this.text = text;
            this.bytes = text.getBytes(StandardCharsets.US_ASCII);
        }

        int digitsBehind(String name) {
            return text.indexOf(name) + name.length();
        }

        /** Leading zeros are none of JSON's, so a bare number has spaces for them. */
        static void write(byte[] frame, int at, int number) {
            final boolean bare = frame[at - 1] == ':';
            int rest = number;
            for (int digit = at + 6; digit >= at; digit--) {
                frame[digit] = (byte) (bare && rest == 0 && digit < at + 6 ? ' ' : '0' + rest % 10);
                rest /= 10;
            }
        }
    }
}
