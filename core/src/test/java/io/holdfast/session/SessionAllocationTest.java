package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** From the frame through the protocol into the ring: nothing is allocated for a frame. */
class SessionAllocationTest {

    private static final int FRAMES = 40_000;
    private static final int BATCH = 1_000; // leaves the handler time, so that no frame finds the ring full

    @Test
    void aFrameAllocatesNothingOnItsWayIntoTheRing() {
        try (MarketBus bus = new MarketBus(
                        new Directory(), 4_096, WaitStrategyKind.BLOCKING, true, List.of((event, endOfBatch) -> {}));
                FeedHarness harness =
                        new FeedHarness(new BytesAdapter(), UnaryOperator.identity(), UnaryOperator.identity(), bus)) {
            for (final Channel channel : Channel.values()) {
                harness.feed.subscribe(new Subscription(Instrument.of("BTC/USD"), channel));
            }
            harness.start();
            harness.transport.last().open();
            final FakeTransport.Wire wire = harness.transport.last();
            final byte[][] frames = {{0, 0}, {1, 1}, {2, 2}, {3, 2}};
            wire.deliver(frames[2]); // the snapshot
            final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            final long self = Thread.currentThread().getId();
            threads.getThreadAllocatedBytes(self); // the first call itself may allocate
            receiveMeasured(harness, wire, frames, threads, self); // warms up
            final long allocated = receiveMeasured(harness, wire, frames, threads, self);

            assertThat(allocated)
                    .as("bytes for %d frames of all channels", FRAMES)
                    .isLessThan(10_000); // the measurement's own
            harness.advance(java.time.Duration.ofSeconds(10)); // the status is taken anew
            assertThat(harness.feed.status().sessions().get(0).frames()).isEqualTo(2 * FRAMES + 1);
            assertThat(harness.epochs).hasSize(3);
        }
    }

    /** {@return the bytes that this thread allocated while it handed on so many frames} */
    private static long receiveMeasured(
            FeedHarness harness, FakeTransport.Wire wire, byte[][] frames, ThreadMXBean threads, long self) {
        long allocated = 0;
        for (int batch = 0; batch < FRAMES / BATCH; batch++) {
            final long before = threads.getThreadAllocatedBytes(self);
            for (int i = 0; i < BATCH; i++) {
                wire.deliver(frames[i % 4 == 2 ? 3 : i % 4]);
            }
            allocated += threads.getThreadAllocatedBytes(self) - before;
            while (harness.bus.remainingCapacity() != harness.bus.capacity()) {
                Thread.onSpinWait();
            }
        }
        return allocated;
    }

    /** An exchange whose frames are two bytes: what it is, and of which subscription. */
    private static final class BytesAdapter implements ExchangeAdapter {

        @Override
        public String id() {
            return "toy";
        }

        @Override
        public List<ExchangeProfile> profiles() {
            return List.of(ExchangeProfile.builder("default")
                    .streams(List.of(Endpoint.of("wss://one.toy.example")))
                    .http(Endpoint.of("https://api.toy.example"))
                    .channels(EnumSet.allOf(Channel.class))
                    .build());
        }

        @Override
        public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
            return new BytesProtocol(sink);
        }

        @Override
        public String catalogTarget(ExchangeProfile profile) {
            return "/instruments";
        }

        @Override
        public List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) {
            return List.of(new ListedInstrument(Instrument.of("BTC/USD"), "btc", InstrumentStatus.TRADING));
        }
    }

    private static final class BytesProtocol implements ExchangeProtocol {

        private final ProtocolSink sink;
        private long sequence;

        BytesProtocol(ProtocolSink sink) {
            this.sink = sink;
        }

        @Override
        public UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
            return UpgradeTarget.PLAIN;
        }

        @Override
        public int subscribe(List<WireSubscription> pending, Outbound out) {
            out.sendText("subscribe");
            pending.forEach(subscription -> sink.acknowledged(subscription.id()));
            return pending.size();
        }

        @Override
        public int unsubscribe(List<WireSubscription> pending, Outbound out) {
            return pending.size();
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
            final int id = buffer[offset + 1];
            sequence++;
            switch (buffer[offset]) {
                case 0 -> sink.topOfBook(id, 0, sequence, 100, 2, 1, 0, 101, 2, 1, 0);
                case 1 -> sink.trade(id, 0, sequence, Side.BID, 100, 2, 1, 0);
                default -> {
                    final boolean snapshot = buffer[offset] == 2;
                    sink.bookLevel(id, 0, sequence, snapshot, false, Side.BID, 100, 2, 1, 0);
                    sink.bookLevel(id, 0, sequence, snapshot, true, Side.ASK, 101, 2, 1, 0);
                }
            }
        }
    }
}
