package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Successive waits of one session under one {@link BackoffPolicy}.
 *
 * <p>Holds no clock: it says how long, the caller says from when. Call {@link #reset()} only once a connection has
 * proved stable; a connection that was merely accepted proves nothing. Not thread-safe; does not allocate after
 * construction. The same generator state gives the same waits.
 */
public final class Backoff {

    /** The longest hint that is believed; exchanges ban for up to three days. */
    public static final Duration LONGEST_HINT = Duration.ofDays(7);

    private static final long LONGEST_HINT_NANOS = LONGEST_HINT.toNanos();
    private static final long DECORRELATED_GROWTH = 3;

    private final BackoffPolicy policy;
    private final RandomGenerator random;
    private final long initialNanos;
    private final long maxNanos;
    private final long maxElapsedNanos; // 0 for ever

    private int attempt; // attempts granted since the reset
    private int step; // those of them that were drawn; an immediate retry is none
    private long lastDrawnNanos;
    private boolean immediateRetry;
    private long startedAtNanos;
    private boolean started;

    /** @param random should be seeded differently for each session, or their waits coincide */
    public Backoff(BackoffPolicy policy, RandomGenerator random) {
        this.policy = requireNonNull(policy, "policy");
        this.random = requireNonNull(random, "random");
        initialNanos = policy.initialDelay().toNanos();
        maxNanos = policy.maxDelay().toNanos();
        maxElapsedNanos = policy.maxElapsed().toNanos();
        lastDrawnNanos = initialNanos;
    }

    /**
     * Grants the wait before the next attempt. For a policy without maximum elapsed time.
     *
     * @return nanoseconds; 1 to the policy's maximum, or 0 for a granted immediate retry
     * @throws IllegalStateException if the attempts are {@link #exhausted()}
     */
    public long nextDelayNanos() {
        return nextDelayNanos(0);
    }

    /**
     * Grants the wait before the next attempt where the exchange has asked for a certain wait, as with
     * {@code Retry-After} or the end of a ban. For a policy without maximum elapsed time.
     *
     * <p>The hint may exceed the policy's maximum and never shortens anything: what the policy would have granted is
     * added to it, so that all who were told the same moment do not come back at it. A hint outranks an immediate
     * retry, which is then lost.
     *
     * @param hintNanos least wait; 0 or less is no hint, more than {@link #LONGEST_HINT} counts as that
     * @return nanoseconds, at least the hint
     * @throws IllegalStateException if the attempts are {@link #exhausted()}
     */
    public long nextDelayNanos(long hintNanos) {
        if (maxElapsedNanos != 0) {
            throw new IllegalStateException(
                    "maxElapsed: " + policy.maxElapsed() + " (expected: a call that is given the time)");
        }
        return grant(hintNanos);
    }

    /**
     * As {@link #nextDelayNanos(long)}, at a known time: the last wait is cut so that its attempt starts no later than
     * the policy's maximum elapsed time after the first wait since the reset began.
     *
     * @param nowNanos of a monotonic clock with any origin
     * @throws IllegalStateException if {@link #exhausted(long, long)}
     */
    public long nextDelayNanos(long hintNanos, long nowNanos) {
        final long remainingNanos = remainingNanos(nowNanos);
        if (believed(hintNanos) > remainingNanos || remainingNanos <= 0) {
            throw new IllegalStateException("elapsed: " + (nowNanos - startedAtNanos) + " ns, hint " + hintNanos
                    + " ns (expected: within maxElapsed " + policy.maxElapsed() + ")");
        }
        final long delayNanos = grant(hintNanos);
        if (!started) {
            started = true;
            startedAtNanos = nowNanos;
        }
        return Math.min(delayNanos, remainingNanos);
    }

    /**
     * Counts an attempt that no wait came before, such as the first of all, so that a maximum of ten attempts is ten and
     * not eleven.
     *
     * @throws IllegalStateException if the attempts are {@link #exhausted()}
     */
    public void countUnwaitedAttempt() {
        requireAttemptsLeft();
        attempt = increment(attempt);
    }

    /** {@return how many attempts were granted since the last reset; stops counting at {@link Integer#MAX_VALUE}} */
    public int attempt() {
        return attempt;
    }

    /** {@return whether the policy's attempts are used up; never true for an unlimited policy} */
    public boolean exhausted() {
        return policy.maxAttempts() != BackoffPolicy.UNLIMITED && attempt >= policy.maxAttempts();
    }

    /**
     * {@return whether no attempt is left, by number or because it would start after the maximum elapsed time}
     *
     * @param hintNanos least wait that the exchange asks for; 0 or less for none
     */
    public boolean exhausted(long hintNanos, long nowNanos) {
        final long remainingNanos = remainingNanos(nowNanos);
        return exhausted() || remainingNanos <= 0 || believed(hintNanos) > remainingNanos;
    }

    /** Begins again with the first wait, as if new. An immediate retry that was granted before is forgotten. */
    public void reset() {
        attempt = 0;
        step = 0;
        lastDrawnNanos = initialNanos;
        immediateRetry = false;
        started = false;
    }

    /**
     * Lets the next wait be 0, once, for the end of a connection that had been stable. It counts as an attempt; the
     * wait after it is the first of the policy. Granting twice before it is used is granting once.
     */
    public void grantImmediateRetry() {
        immediateRetry = true;
    }

    private long grant(long hintNanos) {
        requireAttemptsLeft();
        attempt = increment(attempt);
        final boolean immediate = immediateRetry && hintNanos <= 0;
        immediateRetry = false;
        if (immediate) {
            return 0;
        }
        step = increment(step);
        return believed(hintNanos) + draw();
    }

    private void requireAttemptsLeft() {
        if (exhausted()) {
            throw new IllegalStateException(
                    "attempt: " + attempt + " granted (expected: fewer than maxAttempts " + policy.maxAttempts() + ")");
        }
    }

    /**
     * {@return nanoseconds within which an attempt may still start; negative if none may, {@link Long#MAX_VALUE} without a
     * maximum elapsed time} Before the first wait since the reset began, all of the maximum.
     */
    public long remainingNanos(long nowNanos) {
        if (maxElapsedNanos == 0) {
            return Long.MAX_VALUE;
        }
        return started ? maxElapsedNanos - (nowNanos - startedAtNanos) : maxElapsedNanos;
    }

    private static long believed(long hintNanos) {
        return Math.max(0, Math.min(hintNanos, LONGEST_HINT_NANOS));
    }

    private long draw() {
        final long ceilingNanos = policy.jitter() == Jitter.DECORRELATED
                ? Math.min(maxNanos, lastDrawnNanos * DECORRELATED_GROWTH)
                : policy.ceilingNanos(step);
        final long floorNanos = policy.floorNanos(ceilingNanos);
        lastDrawnNanos = floorNanos == ceilingNanos ? ceilingNanos : random.nextLong(floorNanos, ceilingNanos + 1);
        return lastDrawnNanos;
    }

    private static int increment(int counter) {
        return counter == Integer.MAX_VALUE ? counter : counter + 1;
    }
}
