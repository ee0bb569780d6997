package io.holdfast.benchmarks.endtoend;

import java.io.IOException;
import java.net.URI;
import java.util.function.LongConsumer;

/** A client that hands the update id of every price to a consumer, on the thread on which an application would have it. */
interface PricePath extends AutoCloseable {

    /** Connects, in the background. */
    void start(URI stream, String http, LongConsumer updateIds) throws Exception;

    @Override
    void close() throws IOException;
}
