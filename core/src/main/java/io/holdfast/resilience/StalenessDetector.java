package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

/**
 * Watches one source against its own rhythm, which it learns: a subscription, a heartbeat, or all that a connection
 * sends.
 *
 * <pre>{@code
 * detector.arm(nowNanos);                        // when the subscription is sent, not when data comes
 * detector.onData(nowNanos);                     // data alone: heartbeats, pongs and acknowledgements are none
 * switch (detector.check(nowNanos)) { ... }      // from a timer, due in nanosUntilChange(nowNanos)
 * detector.vindicate(nowNanos);                  // a probe was answered, and its siblings flow: the market is quiet
 * detector.excuse(nowNanos);                     // this process stood still: nobody is to blame
 * detector.disarm();                             // unsubscribed, or the connection is gone
 * }</pre>
 *
 * <p>The limit follows the longest of the last 500 to 1,000 gaps, or of as many more as the policy's memory holds. What
 * ends a silence that was suspect against a known rhythm is not learned, nor is the first wait after arming: an outage
 * must not stretch the limit that is to see the next one. A market that has really become quieter would then be suspect for ever; that is what
 * {@link #vindicate} is for: it calls a conviction off and lets the silence be learned when it ends, so that the limit
 * grows by its factor with each such silence. The rhythm outlives {@link #disarm} and a new {@link #arm}.
 *
 * <p>Holds no clock; times are compared by their difference. Not thread-safe; does not allocate after construction;
 * constant cost.
 */
public final class StalenessDetector {

    /** Least gaps in half the memory: the longest is kept of this half and of the one before. */
    static final int MEMORY = 500;

    private final StalenessPolicy policy;
    private final long floorNanos;
    private final long ceilingNanos;
    private final long convictCeilingNanos;
    private final long memoryNanos;

    private boolean armed;
    private boolean heard; // since it was armed
    private boolean vindicated; // the silence under way
    private boolean excused; // a part of the silence under way
    private long sinceNanos; // start of the silence under way
    private long longestNanos; // of this half of the memory
    private long longestBeforeNanos; // of the half before
    private int gapsInHalf;
    private long halfSinceNanos;
    private boolean rhythmKnown;
    private long suspectNanos;

    /** Makes a detector that is not armed and has learned nothing. */
    public StalenessDetector(StalenessPolicy policy) {
        this.policy = requireNonNull(policy, "policy");
        floorNanos = policy.floor().toNanos();
        ceilingNanos = policy.ceiling().toNanos();
        convictCeilingNanos = policy.convictCeiling().toNanos();
        memoryNanos = policy.memory().toNanos();
        suspectNanos = policy.coldStart().toNanos();
    }

    /** Expects data from now on. Arming again begins the wait anew. */
    public void arm(long nowNanos) {
        armed = true;
        heard = false;
        begin(nowNanos);
    }

    /** Expects nothing until armed again; what was learned is kept. */
    public void disarm() {
        armed = false;
    }

    /** Data came. Ignored if not armed: it belongs to nothing that is watched. */
    public void onData(long nowNanos) {
        if (!armed) {
            return;
        }
        final long gapNanos = nowNanos - sinceNanos;
        if (gapNanos < 0) {
            return; // two stamps in the other order than they were taken
        }
        final boolean credible = gapNanos < (rhythmKnown ? suspectNanos : ceilingNanos) || vindicated;
        if (heard && credible && !excused) {
            learn(gapNanos, nowNanos);
        }
        heard = true;
        begin(nowNanos);
    }

    /**
     * A probe has shown that the line lives and that the silence is the source's own. The silence no longer convicts,
     * and is learned when it ends; it stays suspect. Ignored where no silence is suspect.
     */
    public void vindicate(long nowNanos) {
        if (check(nowNanos) != Suspicion.NONE) {
            vindicated = true;
        }
    }

    /** This process stood still: the silence counts from now, and what ends it is not learned. */
    public void excuse(long nowNanos) {
        begin(nowNanos);
        excused = true;
    }

    /** {@return what the silence until now says; {@link Suspicion#NONE} if not armed} */
    public Suspicion check(long nowNanos) {
        final long silentNanos = nowNanos - sinceNanos;
        if (!armed || silentNanos < suspectNanos) {
            return Suspicion.NONE;
        }
        return vindicated || silentNanos < convictNanos() ? Suspicion.SUSPECT : Suspicion.CONVICT;
    }

    /**
     * {@return nanoseconds until {@link #check} can say more than now if nothing comes; {@link Long#MAX_VALUE} if it
     * cannot}
     */
    public long nanosUntilChange(long nowNanos) {
        if (!armed) {
            return Long.MAX_VALUE;
        }
        final long silentNanos = nowNanos - sinceNanos;
        if (silentNanos < suspectNanos) {
            return suspectNanos - silentNanos;
        }
        return vindicated || silentNanos >= convictNanos() ? Long.MAX_VALUE : convictNanos() - silentNanos;
    }

    /** {@return how long nothing has come, in nanoseconds; 0 if not armed} */
    public long silentNanos(long nowNanos) {
        return armed ? Math.max(0, nowNanos - sinceNanos) : 0;
    }

    /** {@return the silence that is suspect, in nanoseconds, as learned by now} */
    public long suspectNanos() {
        return suspectNanos;
    }

    /** {@return the silence that convicts, in nanoseconds, as learned by now} */
    public long convictNanos() {
        return (long) Math.min((double) convictCeilingNanos, (double) suspectNanos * policy.convictFactor());
    }

    /** {@return whether enough gaps are known for a rhythm} */
    public boolean isRhythmKnown() {
        return rhythmKnown;
    }

    /** {@return whether data is expected} */
    public boolean isArmed() {
        return armed;
    }

    private void begin(long nowNanos) {
        sinceNanos = nowNanos;
        vindicated = false;
        excused = false;
    }

    private void learn(long gapNanos, long nowNanos) {
        if (gapsInHalf == 0) {
            halfSinceNanos = nowNanos - gapNanos;
        }
        gapsInHalf = Math.min(gapsInHalf, MEMORY) + 1;
        longestNanos = Math.max(longestNanos, gapNanos);
        rhythmKnown |= gapsInHalf >= policy.leastGaps();
        if (gapsInHalf >= MEMORY && nowNanos - halfSinceNanos >= memoryNanos) {
            longestBeforeNanos = longestNanos;
            longestNanos = 0;
            gapsInHalf = 0;
        }
        if (rhythmKnown) {
            final double longest = Math.max(longestNanos, longestBeforeNanos);
            suspectNanos =
                    (long) Math.min((double) ceilingNanos, Math.max((double) floorNanos, longest * policy.factor()));
        }
    }
}
