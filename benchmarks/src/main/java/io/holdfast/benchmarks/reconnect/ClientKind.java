package io.holdfast.benchmarks.reconnect;

import io.holdfast.benchmarks.peers.BareNettyFloor;
import io.holdfast.benchmarks.peers.BlockingSocketFloor;
import io.holdfast.benchmarks.peers.JavaWebSocketPeer;
import io.holdfast.benchmarks.peers.JdkPeer;
import io.holdfast.benchmarks.peers.NvWebSocketPeer;
import io.holdfast.benchmarks.peers.OkHttpPeer;
import io.holdfast.benchmarks.peers.ReconnectingClient;
import io.holdfast.benchmarks.peers.XChangeStreamPeer;

/** Who reconnects; of peers with settings that matter, once at their defaults and once at their best. */
public enum ClientKind {
    /** Holdfast. */
    HOLDFAST(true),
    /** Floor: one blocking socket. */
    FLOOR_BLOCKING_SOCKET(true),
    /** Floor: Netty without its WebSocket handlers. */
    FLOOR_NETTY(true),
    /** OkHttp at its defaults. */
    OKHTTP(false),
    /** OkHttp with {@code TCP_NODELAY}. */
    OKHTTP_TUNED(true),
    /** Java-WebSocket at its defaults. */
    JAVA_WEBSOCKET(false),
    /** Java-WebSocket with {@code TCP_NODELAY}. */
    JAVA_WEBSOCKET_TUNED(true),
    /** The JDK's. */
    JDK(false),
    /** nv-websocket-client at its defaults. */
    NV_WEBSOCKET(false),
    /** nv-websocket-client with {@code TCP_NODELAY}. */
    NV_WEBSOCKET_TUNED(true),
    /** XChange-stream at its defaults: it waits fifteen seconds. */
    XCHANGE_STREAM(false),
    /** XChange-stream, told to wait one millisecond. */
    XCHANGE_STREAM_TUNED(true);

    private final boolean isTuned;

    ClientKind(boolean isTuned) {
        this.isTuned = isTuned;
    }

    boolean isTuned() {
        return isTuned;
    }

    ReconnectingClient create(Certificates certificates, String httpBase, int instruments) {
        return switch (this) {
            case HOLDFAST -> new HoldfastClient(certificates.authority(), httpBase, instruments);
            case FLOOR_BLOCKING_SOCKET -> new BlockingSocketFloor();
            case FLOOR_NETTY -> new BareNettyFloor();
            case OKHTTP, OKHTTP_TUNED -> new OkHttpPeer(certificates.trust());
            case JAVA_WEBSOCKET, JAVA_WEBSOCKET_TUNED -> new JavaWebSocketPeer();
            case JDK -> new JdkPeer();
            case NV_WEBSOCKET, NV_WEBSOCKET_TUNED -> new NvWebSocketPeer();
            case XCHANGE_STREAM, XCHANGE_STREAM_TUNED -> new XChangeStreamPeer();
        };
    }
}
