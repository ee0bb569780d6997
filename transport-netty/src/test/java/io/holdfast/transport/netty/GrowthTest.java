package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is left behind by connections that came and went: nothing. */
class GrowthTest {

    private static final int WARM_UP = 200;
    private static final int RECONNECTS = 1_000;
    private static final long HEAP_NOISE_BYTES = 1 << 20;

    @Test
    void aThousandConnectionsWithTlsLeaveNothingBehind() {
        try (ScriptedServer server = ScriptedServer.tls(TestPki.good(), peer -> {
            peer.upgrade();
            peer.send(Frames.text("x"));
        })) {
            assertNothingGrows(
                    server, NettyTransportConfig.builder().trust(TestPki.root()).build());
        }
    }

    @Test
    void aThousandConnectionsThatAreResetLeaveNothingBehind() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.upgrade();
            peer.send(Frames.text("x"));
            peer.reset();
        })) {
            assertNothingGrows(server, NettyTransportConfig.DEFAULT);
        }
    }

    @Test
    void aThousandRefusedUpgradesLeaveNothingBehind() {
        try (ScriptedServer server = ScriptedServer.plain(peer -> {
            peer.readRequest();
            peer.send("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\nbusy");
        })) {
            assertNothingGrows(server, NettyTransportConfig.DEFAULT);
        }
    }

    private static void assertNothingGrows(ScriptedServer server, NettyTransportConfig config) {
        try (TransportFixture fixture = new TransportFixture(config)) {
            reconnect(fixture, server, WARM_UP);
            final Footprint before = Footprint.now();
            reconnect(fixture, server, RECONNECTS);

            await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
                final Footprint after = Footprint.now();
                assertThat(after.descriptors).as("file descriptors").isLessThanOrEqualTo(before.descriptors);
                assertThat(after.threads).as("threads of the transport").isEqualTo(before.threads);
                assertThat(after.directBytes).as("direct memory").isLessThanOrEqualTo(before.directBytes);
                assertThat(after.heapBytes).as("heap").isLessThan(before.heapBytes + HEAP_NOISE_BYTES);
            });
        }
        await().atMost(Duration.ofSeconds(10)).untilAsserted(LeakPresenceDetector::check);
    }

    private static void reconnect(TransportFixture fixture, ScriptedServer server, int times) {
        for (int i = 0; i < times; i++) {
            fixture.connect(server.url()).awaitEnd();
        }
    }

    /** What this process holds, as far as it belongs to connections. */
    private record Footprint(long descriptors, long threads, long directBytes, long heapBytes) {

        static Footprint now() {
            System.gc();
            return new Footprint(
                    ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                            .getOpenFileDescriptorCount(),
                    Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("holdfast-"))
                            .count(),
                    PlatformDependent.usedDirectMemory(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
    }
}
