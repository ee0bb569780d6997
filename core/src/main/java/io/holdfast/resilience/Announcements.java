package io.holdfast.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Tells a {@link CircuitBreakerListener} of each phase in order. One thread tells at a time; who comes meanwhile leaves
 * the rest to it, be it another thread or the listener itself.
 */
final class Announcements {

    private static final int STATES = CircuitBreakerState.values().length;

    private final CircuitBreakerListener listener;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLongArray transitions = new AtomicLongArray(STATES * STATES);
    private final AtomicLong failures = new AtomicLong();
    private volatile @Nullable Throwable lastFailure;
    private BreakerPhase told; // of the thread that tells; handed over by way of waiting

    Announcements(CircuitBreakerListener listener, BreakerPhase first) {
        this.listener = listener;
        told = first;
    }

    /** Tells what has not been told, unless somebody is at it. */
    void tell() {
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        int answered = 1;
        do {
            for (BreakerPhase next = told.next; next != null; next = told.next) {
                final BreakerPhase from = told;
                told = next;
                tell(from, next);
            }
            answered = waiting.addAndGet(-answered);
        } while (answered != 0);
    }

    long transitions(CircuitBreakerState from, CircuitBreakerState to) {
        return transitions.get(edge(from, to));
    }

    long failures() {
        return failures.get();
    }

    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    private void tell(BreakerPhase from, BreakerPhase to) {
        try {
            if (from.visibleState() != to.visibleState()) {
                transitions.incrementAndGet(edge(from.visibleState(), to.visibleState()));
                listener.onTransition(from.visibleState(), to.visibleState(), to.reason, to.sinceNanos);
            } else if (to.shadow && from.state != to.state) {
                listener.onWouldTransition(from.state, to.state, to.reason, to.sinceNanos);
            }
        } catch (Throwable e) { // whatever it is, those who come later must still be told
            failures.incrementAndGet();
            lastFailure = e;
        }
    }

    private static int edge(CircuitBreakerState from, CircuitBreakerState to) {
        return from.ordinal() * STATES + to.ordinal();
    }
}
