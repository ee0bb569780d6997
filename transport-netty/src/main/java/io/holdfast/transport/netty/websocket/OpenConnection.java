package io.holdfast.transport.netty.websocket;

import io.holdfast.transport.Connection;
import io.holdfast.transport.FrameKind;

/** What the listener may do with an open WebSocket. */
final class OpenConnection implements Connection {

    private final WebSocketLink link;
    private final FrameWriter writer;

    OpenConnection(WebSocketLink link, FrameWriter writer) {
        this.link = link;
        this.writer = writer;
    }

    @Override
    public void send(FrameKind kind, byte[] buffer, int offset, int length) {
        if (link.isOpen()) {
            writer.send(kind == FrameKind.TEXT ? Outbound.TEXT : Outbound.BINARY, buffer, offset, length);
        }
    }

    @Override
    public void ping(long pingId) {
        if (link.isOpen()) {
            writer.ping(pingId);
        }
    }

    @Override
    public void close(int code, String reason) {
        if (!CloseCodes.mayBeSent(code)) {
            throw new IllegalArgumentException("code: " + code + " (expected: 1000, 1001, or 3000 .. 4999)");
        }
        if (link.isOpen()) {
            link.close(code, reason);
        }
    }

    @Override
    public void abort() {
        link.abort();
    }

    @Override
    public String remoteAddress() {
        return writer.remoteAddress();
    }
}
