package io.holdfast.health;

import java.util.ArrayList;
import java.util.List;

/**
 * The sums of all windows of one exchange. Not thread-safe.
 *
 * <p>Time is <em>settled</em> late, at the next change or one look after the last: what this process slept through can
 * then still be told apart from what the exchange did. The unsettled rest counts as the present state in every reading.
 */
final class WindowSums {

    static final int UP = Availability.UP.ordinal();
    static final int DOWN = Availability.DOWN.ordinal();
    static final int UNKNOWN = Availability.UNKNOWN.ordinal();
    static final int DISCONNECTS = 3;
    static final int FRAMES = 4;
    static final int GAPS = 5;
    static final int DROPPED = 6;

    private static final int LANES = 7;

    private final long startNanos;
    private final List<BucketRing> rings = new ArrayList<>();
    private final List<HealthWindow> windows = new ArrayList<>();
    private final long[] sinceStart = new long[LANES];

    private Availability state = Availability.UNWANTED;
    private long settled; // offset up to which time has been summed

    WindowSums(long startNanos) {
        this.startNanos = startNanos;
        for (final HealthWindow window : HealthWindow.values()) {
            if (window != HealthWindow.SINCE_START) {
                windows.add(window);
                rings.add(new BucketRing(window, LANES));
            }
        }
    }

    Availability state() {
        return state;
    }

    void moveTo(Availability next, long nowNanos) {
        settle(nowNanos);
        state = next;
    }

    /** Sums the time up to a moment; earlier moments do nothing. */
    void settle(long nanos) {
        final long to = nanos - startNanos;
        if (to > settled) {
            add(state, settled, to);
            settled = to;
        }
    }

    /** Takes a stretch of time, as far as it is not settled, for unknown: this process stood still. */
    void excuse(long fromNanos, long toNanos) {
        settle(fromNanos);
        final long to = toNanos - startNanos;
        if (to > settled) {
            add(state == Availability.UNWANTED ? state : Availability.UNKNOWN, settled, to);
            settled = to;
        }
    }

    void count(int lane, long nowNanos, long amount) {
        final long offset = Math.max(0, nowNanos - startNanos);
        rings.forEach(ring -> ring.count(lane, offset, amount));
        sinceStart[lane] += amount;
    }

    List<WindowHealth> read(long nowNanos) {
        final long offset = Math.max(settled, nowNanos - startNanos);
        final List<WindowHealth> read = new ArrayList<>(windows.size() + 1);
        for (int i = 0; i < windows.size(); i++) {
            final BucketRing ring = rings.get(i);
            ring.advanceTo(offset);
            final long[] sums = new long[LANES];
            for (int lane = 0; lane < LANES; lane++) {
                sums[lane] = ring.total(lane);
            }
            read.add(health(windows.get(i), sums, offset - Math.max(settled, ring.from())));
        }
        read.add(health(HealthWindow.SINCE_START, sinceStart.clone(), offset - settled));
        return List.copyOf(read);
    }

    private WindowHealth health(HealthWindow window, long[] sums, long unsettledNanos) {
        if (state != Availability.UNWANTED) {
            sums[state.ordinal()] += unsettledNanos;
        }
        return new WindowHealth(
                window,
                sums[UP],
                sums[DOWN],
                sums[UNKNOWN],
                sums[DISCONNECTS],
                sums[FRAMES],
                sums[GAPS],
                sums[DROPPED]);
    }

    private void add(Availability kind, long from, long to) {
        if (kind == Availability.UNWANTED) {
            return;
        }
        final int lane = kind.ordinal();
        rings.forEach(ring -> ring.spread(lane, from, to));
        sinceStart[lane] += to - from;
    }
}
