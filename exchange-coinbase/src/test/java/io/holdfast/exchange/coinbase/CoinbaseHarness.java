package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Subscription;
import io.holdfast.transport.FrameKind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One connection's protocol, what it sends and what it reports; and frames for it. */
final class CoinbaseHarness {

    final RecordingSink sink;
    final List<String> sent = new ArrayList<>();
    final CoinbaseProtocol protocol;

    private final Outbound out = new Outbound() {
        @Override
        public void sendText(String message) {
            sent.add(message);
        }

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {
            throw new AssertionError("binary");
        }
    };
    private long nextSequence;

    CoinbaseHarness(CoinbaseFeed feed) {
        this(feed, new RecordingSink());
    }

    CoinbaseHarness(CoinbaseFeed feed, RecordingSink sink) {
        this(sink, feed, true, false);
    }

    private CoinbaseHarness(RecordingSink sink, CoinbaseFeed feed, boolean scanning, boolean statusByProduct) {
        this.sink = sink;
        this.protocol = new CoinbaseProtocol(sink, feed, scanning, statusByProduct);
    }

    /** One that reads every frame of Advanced Trade the general way. */
    static CoinbaseHarness advancedWithoutScan() {
        return new CoinbaseHarness(new RecordingSink(), CoinbaseFeed.ADVANCED_TRADE, false, false);
    }

    /** One that asks for trading status, too, which the others leave out: a request more before the first data. */
    static CoinbaseHarness advancedWithStatus() {
        return new CoinbaseHarness(new RecordingSink(), CoinbaseFeed.ADVANCED_TRADE, true, true);
    }

    static CoinbaseHarness advanced() {
        return new CoinbaseHarness(CoinbaseFeed.ADVANCED_TRADE);
    }

    static CoinbaseHarness exchange() {
        return new CoinbaseHarness(CoinbaseFeed.EXCHANGE);
    }

    void open() {
        protocol.onOpened(out);
    }

    /** Subscribes as the engine does: request by request, until nothing is left. */
    CoinbaseHarness subscribe(WireSubscription... subscriptions) {
        List<WireSubscription> pending = List.of(subscriptions);
        while (!pending.isEmpty()) {
            pending = pending.subList(protocol.subscribe(pending, out), pending.size());
        }
        return this;
    }

    void unsubscribe(WireSubscription... subscriptions) {
        List<WireSubscription> pending = List.of(subscriptions);
        while (!pending.isEmpty()) {
            pending = pending.subList(protocol.unsubscribe(pending, out), pending.size());
        }
    }

    /** As the engine does after an anomaly. {@return whether the protocol could do it alone} */
    boolean resync(WireSubscription subscription) {
        if (protocol.resync(subscription, out)) {
            return true;
        }
        unsubscribe(subscription);
        subscribe(subscription);
        return false;
    }

    void receive(String text) {
        receive(text.getBytes(StandardCharsets.UTF_8));
    }

    void receive(byte[] bytes) {
        protocol.onFrame(FrameKind.TEXT, bytes, 0, bytes.length);
    }

    /** Receives a frame of Advanced Trade with the next number. */
    void receiveNext(String channel, String events) {
        receive(numbered(channel, nextSequence++, events));
    }

    /** Receives heartbeats until this number is the next. */
    void advanceTo(long sequence) {
        while (nextSequence < sequence) {
            receiveNext("heartbeats", "[{\"current_time\":\"\",\"heartbeat_counter\":1}]");
        }
        nextSequence = sequence;
    }

    static String numbered(String channel, long sequence, String events) {
        return "{\"channel\":\"" + channel
                + "\",\"client_id\":\"\",\"timestamp\":\"2026-09-07T01:57:58Z\",\"sequence_num\":" + sequence
                + ",\"events\":" + events + "}";
    }

    /** @param rows such as {@code bid 10.5 3}, separated by commas */
    static String levels(String type, String symbol, String rows) {
        final StringBuilder updates = new StringBuilder();
        for (final String row : rows.isEmpty() ? new String[0] : rows.split(",")) {
            final String[] columns = row.trim().split(" ");
            updates.append(updates.isEmpty() ? "" : ",")
                    .append("{\"side\":\"" + columns[0]
                            + "\",\"event_time\":\"2026-09-07T01:57:58Z\",\"price_level\":\"" + columns[1]
                            + "\",\"new_quantity\":\"" + columns[2] + "\"}");
        }
        return "{\"type\":\"" + type + "\",\"product_id\":\"" + symbol + "\",\"updates\":[" + updates + "]}";
    }

    void receiveSnapshot(String symbol, String rows) {
        receiveNext("l2_data", "[" + levels("snapshot", symbol, rows) + "]");
    }

    void receiveUpdate(String symbol, String rows) {
        receiveNext("l2_data", "[" + levels("update", symbol, rows) + "]");
    }

    /** @param rows such as {@code 17 BUY 10.5 3}, separated by commas */
    void receiveTrades(String type, String symbol, String rows) {
        final StringBuilder trades = new StringBuilder();
        for (final String row : rows.split(",")) {
            final String[] columns = row.trim().split(" ");
            trades.append(trades.isEmpty() ? "" : ",")
                    .append("{\"product_id\":\"" + symbol + "\",\"trade_id\":\"" + columns[0] + "\",\"price\":\""
                            + columns[2] + "\",\"size\":\"" + columns[3]
                            + "\",\"time\":\"2026-09-07T01:57:58Z\",\"side\":\"" + columns[1] + "\"}");
        }
        receiveNext("market_trades", "[{\"type\":\"" + type + "\",\"trades\":[" + trades + "]}]");
    }

    /** Receives a report of Advanced Trade. */
    void receiveReport(String subscriptions) {
        receiveNext("subscriptions", "[{\"subscriptions\":{" + subscriptions + "}}]");
    }

    static WireSubscription wire(int id, String symbol, Channel channel) {
        return wire(
                id,
                symbol.substring(0, symbol.lastIndexOf('-')) + "/" + symbol.substring(symbol.lastIndexOf('-') + 1),
                symbol,
                channel);
    }

    static WireSubscription wire(int id, String instrument, String symbol, Channel channel) {
        final Instrument parsed = Instrument.of(instrument);
        return new WireSubscription(
                id, new Subscription(parsed, channel), new ListedInstrument(parsed, symbol, InstrumentStatus.TRADING));
    }

    /** {@return a line of the published frames, counted from 1 as their README does} */
    static String frame(int line) {
        return frames().get(line - 1);
    }

    static List<String> frames() {
        try (InputStream resource = CoinbaseHarness.class.getResourceAsStream("/frames/coinbase.jsonl")) {
            if (resource == null) {
                throw new AssertionError("frames/coinbase.jsonl is missing");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
