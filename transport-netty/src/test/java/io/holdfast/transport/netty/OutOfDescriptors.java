package io.holdfast.transport.netty;

import io.holdfast.transport.netty.tls.TlsFailures;
import java.io.Closeable;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program with few file descriptors: connects while it has none left, and again once it has. Prints what became of
 * each; see {@link DescriptorsTest}.
 */
final class OutOfDescriptors {

    /** What its own lines begin with: a Java may print more. */
    static final String SAYS = "program: ";

    private OutOfDescriptors() {}

    /** @param arguments the port of a server on loopback */
    public static void main(String[] arguments) throws IOException {
        final String url = "ws://127.0.0.1:" + arguments[0] + "/";
        try (TransportFixture fixture = new TransportFixture(NettyTransportConfig.builder()
                .resolver(host -> new InetAddress[] {InetAddress.getLoopbackAddress()})
                .build())) {
            final RecordingListener before = fixture.connect(url);
            before.awaitOpen();
            // Classes that are loaded from a folder take a descriptor each, so they must be there before.
            fixture.connect("ws://127.0.0.1:1/").awaitEnd();
            TlsFailures.detail(new IOException("loaded"));
            final List<Closeable> held = takeAll();
            System.out.println(SAYS + fixture.connect(url).awaitEnd());
            for (final Closeable each : held) {
                each.close();
            }
            fixture.connect(url).awaitOpen();
            System.out.println(
                    SAYS + "open again, " + (before.ends.isEmpty() ? "the other one untouched" : before.ends));
        }
    }

    private static List<Closeable> takeAll() {
        final Path file = Path.of("/dev/null");
        final List<Closeable> held = new ArrayList<>();
        while (true) {
            try {
                held.add(new FileInputStream(file.toFile()));
            } catch (IOException e) {
                return held;
            }
        }
    }
}
