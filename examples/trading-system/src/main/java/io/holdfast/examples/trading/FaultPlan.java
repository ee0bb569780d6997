package io.holdfast.examples.trading;

import java.time.Duration;
import java.util.List;

/** Lets one thing after the other go wrong: the next once every desk has been quoting for a while. One thread. */
final class FaultPlan {

    /** What is not noticed within this time, in which several seconds of silence fit, never will be. */
    private static final long UNNOTICED_NANOS = Duration.ofSeconds(10).toNanos();

    private final List<Fault> faults;
    private final Journal journal;
    private final long calmNanos;
    private final long lastsNanos;
    private int next;
    private boolean going;
    private boolean noticed;
    private long sinceNanos;

    /**
     * Makes a plan.
     *
     * @param calm  how long all is well before the next fault
     * @param lasts after how long a fault is mended that does not end by itself
     */
    FaultPlan(List<Fault> faults, Journal journal, Duration calm, Duration lasts) {
        this.faults = faults;
        this.journal = journal;
        this.calmNanos = calm.toNanos();
        this.lastsNanos = lasts.toNanos();
    }

    /** {@return whether everything has gone wrong and is well again} */
    boolean isOver(long nowNanos) {
        return next > 0 && next == faults.size() && !going && nowNanos - sinceNanos >= calmNanos;
    }

    /** Does what is due. */
    void act(boolean allQuote, long nowNanos) {
        noticed |= going && !allQuote;
        if (going) {
            if (nowNanos - sinceNanos >= lastsNanos) {
                faults.get(next - 1).end().run();
                going = !noticed && nowNanos - sinceNanos < UNNOTICED_NANOS;
                sinceNanos = going ? sinceNanos : nowNanos;
            }
        } else if (!allQuote) {
            sinceNanos = nowNanos;
        } else if (next < faults.size() && nowNanos - sinceNanos >= calmNanos) {
            final Fault fault = faults.get(next++);
            journal.say(nowNanos, fault.exchange(), "         ! " + fault.what());
            going = true;
            noticed = false;
            sinceNanos = nowNanos;
            fault.begin().run();
        }
    }
}
