package io.holdfast.exchange.binance;

import java.util.Arrays;

/**
 * Depth events that wait for a snapshot, in order, without a hole between them. Bounded in events and in levels.
 */
final class DiffBuffer {

    private static final int KEPT_LEVELS = 8_192;

    private final int maxEvents;
    private final int maxLevels;
    private LevelList levels = new LevelList();
    private long[] firstIds = new long[16];
    private long[] lastIds = new long[16];
    private long[] times = new long[16];
    /** Behind the last level of each event. */
    private int[] ends = new int[16];

    private int events;

    DiffBuffer(int maxEvents, int maxLevels) {
        this.maxEvents = maxEvents;
        this.maxLevels = maxLevels;
    }

    boolean isEmpty() {
        return events == 0;
    }

    int events() {
        return events;
    }

    /** Forgets everything, and the memory of a long wait too. */
    void clear() {
        if (levels.count() > KEPT_LEVELS) {
            levels = new LevelList();
        }
        levels.clear();
        events = 0;
    }

    /** {@return false if the bound is reached; the event is then not kept} */
    boolean add(BinanceDepth event) {
        if (events == maxEvents || event.levels.count() > maxLevels - levels.count()) {
            return false;
        }
        if (events == ends.length) {
            firstIds = Arrays.copyOf(firstIds, events * 2);
            lastIds = Arrays.copyOf(lastIds, events * 2);
            times = Arrays.copyOf(times, events * 2);
            ends = Arrays.copyOf(ends, events * 2);
        }
        levels.addAll(event.levels);
        firstIds[events] = event.firstId;
        lastIds[events] = event.lastId;
        times[events] = event.timeNanos;
        ends[events] = levels.count();
        events++;
        return true;
    }

    LevelList levels() {
        return levels;
    }

    long firstId(int event) {
        return firstIds[event];
    }

    long lastId(int event) {
        return lastIds[event];
    }

    long timeNanos(int event) {
        return times[event];
    }

    int begin(int event) {
        return event == 0 ? 0 : ends[event - 1];
    }

    int end(int event) {
        return ends[event];
    }
}
