package io.holdfast.gateway;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The wish to end, from Ctrl-C, SIGTERM or the program itself. A signal lets the command end in order and then ends the
 * JVM with exit code 0: stopping is how these commands are meant to end. Any thread.
 */
public final class Stop implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(6); // Holdfast.close() takes three at most

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::endJvm, "holdfast-stop");

    private Stop() {}

    /** {@return one that signals set, until it is closed} */
    public static Stop onSignal() {
        final Stop stop = new Stop();
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** {@return one that only {@link #ask} sets} */
    public static Stop onRequest() {
        return new Stop();
    }

    /** Asks the command to end. */
    public void ask() {
        asked.countDown();
    }

    /** {@return whether the command should end} */
    public boolean isAsked() {
        return asked.getCount() == 0;
    }

    /** Says that the command has ended and cleaned up. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            asked.countDown(); // the hook is running and ends the JVM
        }
    }

    private void endJvm() {
        asked.countDown();
        boolean ended = false;
        try {
            ended = done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.out.flush();
        Runtime.getRuntime().halt(ended ? 0 : Main.FAILED);
    }
}
