package io.holdfast.exchange.binance;

import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Subscription;
import io.holdfast.transport.FrameKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A protocol with what a test needs around it. */
final class Harness {

    final List<String> sent = new ArrayList<>();
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
    final BinanceProtocol protocol;

    Harness(ProtocolSink sink) {
        this(sink, BinanceRequests.SNAPSHOT_LIMIT);
    }

    Harness(ProtocolSink sink, int snapshotLimit) {
        this(sink, snapshotLimit, true);
    }

    Harness(ProtocolSink sink, int snapshotLimit, boolean readsUsual) {
        protocol = new BinanceProtocol(sink, snapshotLimit, readsUsual);
    }

    void open(WireSubscription... subscriptions) {
        protocol.upgradeTarget(List.of(subscriptions));
        protocol.onOpened(out);
    }

    void receive(String frame) {
        final byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        protocol.onFrame(FrameKind.TEXT, bytes, 0, bytes.length);
    }

    void answer(int id, int status, String body) {
        protocol.onResource(id, status, body.getBytes(StandardCharsets.UTF_8));
    }

    static WireSubscription wire(int id, String instrument, String symbol, Channel channel) {
        final Instrument parsed = Instrument.of(instrument);
        return new WireSubscription(
                id, new Subscription(parsed, channel), new ListedInstrument(parsed, symbol, InstrumentStatus.TRADING));
    }
}
