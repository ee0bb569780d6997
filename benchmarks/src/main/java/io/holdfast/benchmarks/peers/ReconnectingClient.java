package io.holdfast.benchmarks.peers;

import java.io.IOException;

/**
 * A WebSocket client that is connected once and then comes back by itself whenever the connection is lost: all that the
 * reconnect benchmark asks of a peer.
 */
public interface ReconnectingClient extends AutoCloseable {

    /** Connects, in the background, and goes on until closed. */
    void start(Target target, TextListener listener) throws Exception;

    @Override
    void close() throws IOException;
}
