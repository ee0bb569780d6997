package io.holdfast.benchmarks.endtoend;

import io.holdfast.feed.WaitStrategyKind;

/** Who reads the prices. */
enum PathKind {
    /** Holdfast, its handler's thread sleeping on a lock. */
    HOLDFAST_BLOCKING,
    /** Holdfast, its handler's thread yielding. */
    HOLDFAST_YIELDING,
    /** Holdfast, its handler's thread spinning. */
    HOLDFAST_BUSY_SPIN,
    /** Floor: one blocking socket, no JSON, no other thread. */
    FLOOR_BLOCKING_SOCKET,
    /** XChange-stream's way: Jackson's tree, its objects, RxJava, on the connection's thread. */
    XCHANGE_STREAM,
    /** Java-WebSocket, Jackson to objects with {@code BigDecimal}, a blocking queue and a thread that takes from it. */
    JACKSON_AND_QUEUE;

    PricePath create() {
        return switch (this) {
            case HOLDFAST_BLOCKING -> new HoldfastPath(WaitStrategyKind.BLOCKING, false);
            case HOLDFAST_YIELDING -> new HoldfastPath(WaitStrategyKind.YIELDING, false);
            case HOLDFAST_BUSY_SPIN -> new HoldfastPath(WaitStrategyKind.BUSY_SPIN, false);
            case FLOOR_BLOCKING_SOCKET -> new FloorPath();
            case XCHANGE_STREAM -> new XChangeStreamPath();
            case JACKSON_AND_QUEUE -> new QueuePath();
        };
    }
}
