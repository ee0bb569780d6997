package io.holdfast.benchmarks.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.holdfast.benchmarks.decode.Messages.BinanceTicker;
import io.holdfast.benchmarks.peers.JavaWebSocketPeer;
import io.holdfast.benchmarks.peers.Target;
import java.net.URI;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.LongConsumer;

/** What one would write without a library for it. */
final class QueuePath implements PricePath {

    private static final int CAPACITY = 1 << 16;

    private final ObjectReader jackson = JsonMapper.builder().build().readerFor(BinanceTicker.class);
    private final BlockingQueue<BinanceTicker> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final JavaWebSocketPeer socket = new JavaWebSocketPeer();

    @Override
    public void start(URI stream, String http, LongConsumer updateIds) {
        final Thread consumer = new Thread(() -> consume(updateIds), "queue-consumer");
        consumer.setDaemon(true);
        consumer.start();
        socket.start(new Target(stream, "", null, true), this::onText);
    }

    private void onText(CharSequence text) {
        try {
            queue.put(jackson.readValue(text.toString()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void consume(LongConsumer updateIds) {
        try {
            while (true) {
                updateIds.accept(queue.take().data.u);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
