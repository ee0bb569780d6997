package io.holdfast.time;

/** A clock for durations and deadlines: it never goes back and knows nothing of the calendar. */
@FunctionalInterface
public interface MonotonicClock {

    /**
     * {@return nanoseconds since an arbitrary origin, which may be negative and may wrap} Compare two readings by
     * their difference alone: {@code now - deadlineNanos >= 0}.
     */
    long nanos();
}
