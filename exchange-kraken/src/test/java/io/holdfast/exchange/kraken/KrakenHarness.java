package io.holdfast.exchange.kraken;

import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
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

/** A protocol with a sink that writes down what it reports, and an outbound that keeps what it sends. */
final class KrakenHarness {

    final RecordingSink sink;
    final List<String> sent = new ArrayList<>();
    final KrakenProtocol protocol;

    final Outbound out = new Outbound() {
        @Override
        public void sendText(String message) {
            sent.add(message);
        }

        @Override
        public void sendBinary(byte[] buffer, int offset, int length) {
            throw new AssertionError("binary");
        }
    };

    KrakenHarness() {
        this(new RecordingSink(), 10);
    }

    KrakenHarness(RecordingSink sink, int depth) {
        this.sink = sink;
        this.protocol = new KrakenProtocol(sink, depth);
    }

    /** {@return the documented frames, in their order; line 1 stands at index 1} */
    static List<String> frames() {
        try (InputStream file = KrakenHarness.class.getResourceAsStream("/frames/kraken.jsonl")) {
            final List<String> lines = new ArrayList<>(List.of(""));
            lines.addAll(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Subscribes to all of it, and takes no note of what that sends. */
    KrakenHarness subscribed(WireSubscription... subscriptions) {
        for (final WireSubscription subscription : subscriptions) {
            protocol.subscribe(List.of(subscription), out);
        }
        return this;
    }

    /** Gives a frame to the protocol, in the midst of a larger buffer, and returns what it reported. */
    List<String> receive(String text) {
        final byte[] bytes = ("xx" + text + "}yy").getBytes(StandardCharsets.UTF_8);
        protocol.onFrame(FrameKind.TEXT, bytes, 2, bytes.length - 5);
        return sink.take();
    }

    List<String> receive(byte[] frame, int length) {
        protocol.onFrame(FrameKind.TEXT, frame, 0, length);
        return sink.take();
    }

    static WireSubscription wire(int id, String symbol, Channel channel) {
        return wire(id, symbol, channel, Decimal.ZERO, Decimal.ZERO);
    }

    static WireSubscription wire(
            int id, String symbol, Channel channel, Decimal priceIncrement, Decimal sizeIncrement) {
        final Instrument instrument = Instrument.of(symbol);
        return new WireSubscription(
                id,
                new Subscription(instrument, channel),
                new ListedInstrument(instrument, symbol, InstrumentStatus.TRADING, priceIncrement, sizeIncrement));
    }
}
