package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells an outage of one's own network from outages of those at its other end: where most of them fail at once, it is
 * probably oneself. Then one member probes for all, and the rest wait.
 *
 * <p>Suspected when at least two members, and at least the given share of all, have failed within one window and nobody
 * has succeeded since. Ended by any member's success, be it an attempt or data that flows: say so now and then while it
 * does, or the failures of half the members are taken for an outage while the others are well.
 *
 * <p>Holds no clock. Thread-safe and lock-free; does not allocate after construction.
 */
public final class LocalOutageDetector {

    /** The most members that one detector may watch. */
    public static final int MOST_MEMBERS = 63;

    private static final Duration LONGEST = Duration.ofDays(1);
    private static final long SUSPECTED = Long.MIN_VALUE;

    private final double share;
    private final long windowNanos;
    private final long probeIntervalNanos;

    // One bit for each member that has failed since the last success, and one that says that it was too many.
    private final AtomicLong failing = new AtomicLong();
    private final AtomicLong joined = new AtomicLong(); // one bit for each member
    private final AtomicLongArray failedAtNanos = new AtomicLongArray(MOST_MEMBERS);
    private final AtomicBoolean everSuspected = new AtomicBoolean();
    private final AtomicLong lastProbeNanos = new AtomicLong();

    /**
     * Makes a detector that suspects nothing.
     *
     * @param members how many there are, numbered from 0; 1 to {@link #MOST_MEMBERS}; of one nothing is ever suspected
     * @param window within which the failures must fall; 1 ns to 1 day
     * @param share of the members that must fail; above 0 up to 1
     * @param probeInterval least time between two probes while an outage is suspected; 1 ns to 1 day
     */
    public LocalOutageDetector(int members, Duration window, double share, Duration probeInterval) {
        this(window, share, probeInterval);
        if (members < 1 || members > MOST_MEMBERS) {
            throw new IllegalArgumentException("members: " + members + " (expected: 1 .. " + MOST_MEMBERS + ")");
        }
        joined.set((1L << members) - 1);
    }

    /**
     * Makes a detector without members, which {@link #join} and {@link #leave}; otherwise as the other constructor does.
     */
    public LocalOutageDetector(Duration window, double share, Duration probeInterval) {
        final boolean isShare = share > 0.0 && share <= 1.0; // false for NaN
        if (!isShare) {
            throw new IllegalArgumentException("share: " + share + " (expected: above 0.0 up to 1.0)");
        }
        this.share = share;
        windowNanos = nanos("window", window);
        probeIntervalNanos = nanos("probeInterval", probeInterval);
    }

    /**
     * Adds a member.
     *
     * @return its number, the lowest that is free
     * @throws IllegalStateException if there are {@link #MOST_MEMBERS} already
     */
    public int join() {
        for (; ; ) {
            final long members = joined.get();
            final int member = Long.numberOfTrailingZeros(~members);
            if (member >= MOST_MEMBERS) {
                throw new IllegalStateException("members: " + MOST_MEMBERS + " (expected: fewer before one joins)");
            }
            if (joined.compareAndSet(members, members | 1L << member)) {
                return member;
            }
        }
    }

    /** Takes a member out: its failures count no more, and of a single one left nothing is suspected. */
    public void leave(int member) {
        requireMember(member);
        final long left = joined.updateAndGet(members -> members & ~(1L << member));
        failing.updateAndGet(seen -> Long.bitCount(left) < 2 ? 0 : seen & ~(1L << member));
    }

    /** An attempt of this member failed, or its connection broke. */
    public void onFailure(int member, long nowNanos) {
        requireMember(member);
        failedAtNanos.set(member, nowNanos);
        for (; ; ) {
            final long seen = failing.get();
            final long bits = seen | 1L << member;
            final boolean tooMany = seen < 0 || isTooMany(recent(bits, nowNanos));
            if (tooMany && everSuspected.compareAndSet(false, true)) {
                lastProbeNanos.set(nowNanos - probeIntervalNanos); // the first probe of all need not wait
            }
            if (failing.compareAndSet(seen, tooMany ? bits | SUSPECTED : bits)) {
                return;
            }
        }
    }

    /** This member reached the other end: the network works. */
    public void onSuccess(int member) {
        requireMember(member);
        if (failing.get() != 0) {
            failing.set(0);
        }
    }

    /** {@return whether the local network is suspected; one read} */
    public boolean isSuspected() {
        return failing.get() < 0;
    }

    /**
     * Asks whether a member may try now.
     *
     * @return true if nothing is suspected, or if this member is the one to probe; then no other may until the interval
     *     has passed
     */
    public boolean tryProbe(long nowNanos) {
        if (!isSuspected()) {
            return true;
        }
        final long last = lastProbeNanos.get();
        return nowNanos - last >= probeIntervalNanos && lastProbeNanos.compareAndSet(last, nowNanos);
    }

    /** {@return nanoseconds until {@link #tryProbe} is worth calling; 0 if it is now} */
    public long nanosUntilProbe(long nowNanos) {
        return isSuspected() ? Math.max(0, probeIntervalNanos - (nowNanos - lastProbeNanos.get())) : 0;
    }

    private boolean isTooMany(int recent) {
        return recent >= Math.max(2, (int) Math.ceil(share * Long.bitCount(joined.get())));
    }

    private int recent(long bits, long nowNanos) {
        int count = 0;
        for (int member = 0; member < MOST_MEMBERS; member++) {
            final boolean failed = (bits & 1L << member) != 0;
            if (failed && nowNanos - failedAtNanos.get(member) < windowNanos) {
                count++;
            }
        }
        return count;
    }

    private void requireMember(int member) {
        final long members = joined.get();
        if (member < 0 || member >= MOST_MEMBERS || (members & 1L << member) == 0) {
            throw new IllegalArgumentException(
                    "member: " + member + " (expected: one of the " + Long.bitCount(members) + " that have joined)");
        }
    }

    private static long nanos(String name, Duration value) {
        requireNonNull(value, name);
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 ns .. " + LONGEST + ")");
        }
        return value.toNanos();
    }
}
