package io.holdfast.benchmarks.endtoend;

import io.holdfast.benchmarks.peers.BlockingSocketFloor;
import io.holdfast.benchmarks.peers.Target;
import java.io.IOException;
import java.net.URI;
import java.util.function.LongConsumer;

/** Cuts the id out of the text. */
final class FloorPath implements PricePath {

    private static final String BEFORE_ID = "\"u\":";

    private final BlockingSocketFloor socket = new BlockingSocketFloor();

    @Override
    public void start(URI stream, String http, LongConsumer updateIds) {
        socket.start(new Target(stream, "", null, true), text -> {
            final String frame = text.toString();
            final int from = frame.indexOf(BEFORE_ID) + BEFORE_ID.length();
            updateIds.accept(Long.parseLong(frame, from, frame.indexOf(',', from), 10));
        });
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
