package io.holdfast.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The stretches of the last hour, a thousand at most: whoever flaps faster than that loses the oldest first. Not
 * thread-safe.
 */
final class Timeline {

    static final Duration LENGTH = Duration.ofHours(1);
    private static final int MOST = 1_000;

    private final ArrayDeque<TimelineStretch> ended = new ArrayDeque<>();
    private TimelineState state = TimelineState.UNWANTED;
    private long sinceNanos;

    Timeline(long startNanos) {
        sinceNanos = startNanos;
    }

    void moveTo(TimelineState next, long nowNanos) {
        if (next != state) {
            endAt(nowNanos);
            state = next;
        }
    }

    /** Marks the time between two moments, as far as it belongs to the present stretch, as unknown. */
    void excuse(long fromNanos, long toNanos) {
        final TimelineState before = state;
        if (before != TimelineState.UNWANTED) {
            moveTo(TimelineState.UNKNOWN, Math.max(0, fromNanos - sinceNanos) + sinceNanos);
            moveTo(before, toNanos);
        }
    }

    List<TimelineStretch> read(long nowNanos) {
        final List<TimelineStretch> read = new ArrayList<>(ended.size() + 1);
        for (final Iterator<TimelineStretch> it = ended.iterator(); it.hasNext(); ) {
            final TimelineStretch stretch = it.next();
            if (nowNanos - stretch.toNanos() < LENGTH.toNanos()) {
                read.add(stretch);
            }
        }
        read.add(new TimelineStretch(state, sinceNanos, nowNanos));
        return List.copyOf(read);
    }

    private void endAt(long nowNanos) {
        if (nowNanos - sinceNanos > 0) {
            ended.add(new TimelineStretch(state, sinceNanos, nowNanos));
            sinceNanos = nowNanos;
        }
        while (ended.size() > MOST
                || !ended.isEmpty() && nowNanos - ended.peekFirst().toNanos() >= LENGTH.toNanos()) {
            ended.removeFirst();
        }
    }
}
