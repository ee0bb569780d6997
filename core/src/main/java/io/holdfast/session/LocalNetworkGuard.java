package io.holdfast.session;

import io.holdfast.resilience.LocalOutageDetector;
import java.time.Duration;

/**
 * Suspects the network of this machine when most exchanges fail within a short time and none is reached since: then
 * one attempt is made at a time, by whoever asks first, and the others wait. The first answer from anyone ends it.
 *
 * <p>Shared by the feeds of a process, each with a {@link Member} of its own: {@link LocalOutageDetector#MOST_MEMBERS} of
 * them, further ones neither give evidence nor wait. Any thread; lock-free.
 */
public final class LocalNetworkGuard {

    /** Failures no farther apart than this count as at once. */
    public static final Duration WINDOW = Duration.ofSeconds(10);
    /** While our network is suspected, one attempt is made in this time. */
    public static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);

    private static final double MOST = 0.51; // of two both, of three two, of four three
    private static final int NOBODY = -1;

    private final LocalOutageDetector detector = new LocalOutageDetector(WINDOW, MOST, PROBE_INTERVAL);

    /** Makes a guard without members. */
    public LocalNetworkGuard() {}

    /** {@return a part for one more exchange} */
    Member join() {
        try {
            return new Member(detector.join());
        } catch (IllegalStateException e) { // full
            return new Member(NOBODY);
        }
    }

    /** {@return whether our own network is suspected} */
    public boolean isSuspected() {
        return detector.isSuspected();
    }

    /** One exchange's part in it. */
    final class Member {

        private final int number;

        Member(int number) {
            this.number = number;
        }

        /** {@return nanoseconds until {@link #tryAttempt} is worth calling; 0 for now} */
        long nanosUntilAllowed(long now) {
            return number == NOBODY ? 0 : detector.nanosUntilProbe(now);
        }

        /** {@return whether an attempt may be made now; while our network is suspected, nobody else may for a while} */
        boolean tryAttempt(long now) {
            return number == NOBODY || detector.tryProbe(now);
        }

        /** No answer came, in a way that may be our own network's fault. */
        void failed(long now) {
            if (number != NOBODY) {
                detector.onFailure(number, now);
            }
        }

        /** The exchange was reached. */
        void succeeded() {
            if (number != NOBODY) {
                detector.onSuccess(number);
            }
        }

        boolean isSuspected() {
            return detector.isSuspected();
        }

        void leave() {
            if (number != NOBODY) {
                detector.leave(number);
            }
        }
    }
}
