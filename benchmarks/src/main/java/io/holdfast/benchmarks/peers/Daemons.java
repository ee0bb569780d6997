package io.holdfast.benchmarks.peers;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep a fork alive. */
final class Daemons {

    private Daemons() {}

    static ThreadFactory named(String name) {
        return task -> {
            final Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
