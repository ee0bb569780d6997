package io.holdfast.transport.netty.websocket;

import io.holdfast.transport.ConnectRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The bytes of an upgrade request, but for its key: made once, used for every attempt with the same request.
 *
 * <p>Immutable.
 */
final class UpgradeRequest {

    private static final Set<String> OURS = Set.of(
            "host",
            "connection",
            "upgrade",
            "sec-websocket-key",
            "sec-websocket-version",
            "sec-websocket-extensions",
            "content-length",
            "transfer-encoding");

    private final byte[] bytes;
    private final int keyOffset;
    private final Set<String> protocols;

    private UpgradeRequest(byte[] bytes, int keyOffset, Set<String> protocols) {
        this.bytes = bytes;
        this.keyOffset = keyOffset;
        this.protocols = protocols;
    }

    /**
     * {@return the bytes for a request}
     *
     * @throws IllegalArgumentException if it sets a header that belongs to the upgrade itself
     */
    static UpgradeRequest of(ConnectRequest request) {
        final StringBuilder text = new StringBuilder(512)
                .append("GET ")
                .append(request.endpoint().target())
                .append(" HTTP/1.1\r\n")
                .append("Host: ")
                .append(request.endpoint().authority())
                .append("\r\n")
                .append("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
                .append("Sec-WebSocket-Key: ");
        final int keyOffset = text.length();
        text.append("=".repeat(UpgradeKey.LENGTH)).append("\r\n");
        boolean hasUserAgent = false;
        Set<String> protocols = Set.of();
        for (final Map.Entry<String, String> header : request.headers().entrySet()) {
            final String name = header.getKey().toLowerCase(Locale.ROOT);
            if (OURS.contains(name)) {
                throw new IllegalArgumentException(
                        "header: " + header.getKey() + " (expected: one that is not part of the upgrade itself)");
            }
            hasUserAgent |= name.equals("user-agent");
            if (name.equals("sec-websocket-protocol")) {
                protocols = Set.of(header.getValue().trim().split("\\s*,\\s*"));
            }
            text.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n");
        }
        if (!hasUserAgent) {
            text.append("User-Agent: holdfast\r\n");
        }
        text.append("\r\n");
        return new UpgradeRequest(text.toString().getBytes(StandardCharsets.US_ASCII), keyOffset, protocols);
    }

    /** {@return the request with a key, to be written and so released} */
    ByteBuf encode(ByteBufAllocator pool, UpgradeKey key) {
        final ByteBuf encoded = pool.directBuffer(bytes.length).writeBytes(bytes);
        return encoded.setBytes(keyOffset, key.key());
    }

    /** {@return the subprotocols that it offers} */
    Set<String> protocols() {
        return protocols;
    }
}
