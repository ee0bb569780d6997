package io.holdfast.benchmarks.measure;

import java.time.Duration;

/** One question, answered by rows. */
public interface Measurement {

    /** {@return how long it may take at most} */
    Duration limit(Effort effort);

    /** Measures and writes rows. Whatever is wrong with a result is an exception. */
    void run(Effort effort, Rows rows) throws Exception;
}
