package io.holdfast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** What the I/O thread allocates for each message that comes over a real socket, Netty's own included. */
class ReceiveAllocationTest {

    private static final int WARM_UP = 60_000;
    private static final int MEASURED = 100_000;
    private static final byte[] TICKER =
            Frames.text("{\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":400900217,\"s\":\"BTCUSDT\",\"b\":"
                    + "\"25352.90000000\",\"B\":\"31.21000000\",\"a\":\"25352.95000000\",\"A\":\"40.66000000\"}}");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Semaphore moreMayCome = new Semaphore(0);

    @Test
    void aMessageAmongOthersAllocatesNothing() {
        assertThat(bytesForEachMessage(64)).isLessThan(0.5);
    }

    @Test
    void aMessageThatComesAloneAllocatesNothing() {
        assertThat(bytesForEachMessage(1)).isLessThan(0.5);
    }

    /** Messages come so many in a write, and the next write waits until all of the last have been read. */
    private double bytesForEachMessage(int together) {
        final Meter meter = new Meter(together);
        try (TransportFixture fixture =
                        new TransportFixture(NettyTransportConfig.builder().build());
                ScriptedServer server = ScriptedServer.plain(peer -> {
                    peer.upgrade();
                    send(peer, together);
                })) {
            fixture.connect(
                    ConnectRequest.of(Endpoint.allowingCleartext(server.url()), ConnectionLimits.DEFAULT), meter);
            await().atMost(Duration.ofSeconds(30)).until(() -> meter.isDone);
        }
        return (double) (meter.bytesAtEnd - meter.bytesAtStart) / MEASURED;
    }

    private void send(Peer peer, int together) throws IOException, InterruptedException {
        final byte[][] batch = new byte[together][];
        java.util.Arrays.fill(batch, TICKER);
        for (int sent = 0; sent < WARM_UP + MEASURED + together; sent += together) {
            peer.send(batch);
            moreMayCome.acquire();
        }
    }

    private final class Meter implements ConnectionListener {

        private final int together;
        private long thread;
        private int messages;
        private long bytesAtStart;
        private long bytesAtEnd;
        private volatile boolean isDone;

        Meter(int together) {
            this.together = together;
        }

        @Override
        public void onOpen(Connection connection) {
            thread = Thread.currentThread().getId();
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
            messages++;
            if (messages == WARM_UP) {
                bytesAtStart = threads.getThreadAllocatedBytes(thread);
            } else if (messages == WARM_UP + MEASURED) {
                bytesAtEnd = threads.getThreadAllocatedBytes(thread);
                isDone = true;
            }
            if (messages % together == 0) {
                moreMayCome.release();
            }
        }

        @Override
        public void onPong(long pingId, long receivedNanos) {}

        @Override
        public void onClosed(Disconnect disconnect) {}
    }
}
