package io.holdfast.testkit.growth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.holdfast.session.SessionState;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The whole of it, from socket to handler, cut again and again: nothing grows. With {@code -Dholdfast.reconnects=10000}
 * as often as one likes.
 */
class ReconnectGrowthTest {

    private static final int WARM_UP = 150;
    private static final int RECONNECTS = Integer.getInteger("holdfast.reconnects", 1_000);
    private static final long HEAP_NOISE_BYTES = 2 << 20;

    @Test
    void reconnectsLeaveNothingBehind() {
        try (RunningFeed feed = new RunningFeed(false, (event, endOfBatch) -> {})) {
            awaitLive(feed, 0);
            reconnect(feed, WARM_UP);
            final Footprint before = Footprint.of(feed);
            reconnect(feed, RECONNECTS);

            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                final Footprint after = Footprint.of(feed);
                assertThat(after.descriptors).as("file descriptors").isLessThanOrEqualTo(before.descriptors);
                assertThat(after.threads).as("threads").isEqualTo(before.threads);
                assertThat(after.timers).as("timers").isLessThanOrEqualTo(before.timers);
                assertThat(after.directBytes).as("direct memory").isLessThanOrEqualTo(before.directBytes);
                assertThat(after.heapBytes).as("heap").isLessThan(before.heapBytes + HEAP_NOISE_BYTES);
            });
            if (Integer.getInteger("holdfast.reconnects") != null) {
                System.out.println(RECONNECTS + " reconnects: " + before + " before, " + Footprint.of(feed) + " after");
            }
            assertThat(feed.exchange.connectionsEver()).isGreaterThanOrEqualTo(WARM_UP + RECONNECTS);
        }
    }

    private static void reconnect(RunningFeed feed, int times) {
        for (int i = 0; i < times; i++) {
            final long connections = feed.exchange.connectionsEver();
            if (i % 2 == 0) {
                feed.exchange.reset();
            } else {
                feed.exchange.endStream();
            }
            awaitLive(feed, connections);
        }
    }

    private static void awaitLive(RunningFeed feed, long connectionsBefore) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).untilAsserted(() -> {
            feed.exchange.publish(4); // without data no connection counts
            assertThat(feed.exchange.connectionsEver()).isGreaterThan(connectionsBefore);
            assertThat(feed.holdfast.status()).allMatch(session -> session.state() == SessionState.LIVE);
        });
    }

    /** What this process holds, as far as it belongs to connections. */
    private record Footprint(long descriptors, long threads, long timers, long directBytes, long heapBytes) {

        static Footprint of(RunningFeed feed) {
            System.gc();
            return new Footprint(
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount(),
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("holdfast-"))
                            .count(),
                    feed.timers.pending(),
                    PlatformDependent.usedDirectMemory(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
    }
}
