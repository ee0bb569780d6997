package io.holdfast.health;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Looks at the events of the ring: how many, how old, how long under way. {@link #onEvent} on the handler's thread, one
 * writer; everything else on any. Allocates nothing for an event, once for each exchange.
 */
final class FeedProbe implements MarketHandler {

    private static final int KEPT = 1_024; // a power of two

    private volatile Exchange[] exchanges = new Exchange[0]; // by the exchange's number; replaced to grow

    @Override
    public void onEvent(MarketEvent event, boolean endOfBatch) {
        if (event.kind() == EventKind.TOP_OF_BOOK
                || event.kind() == EventKind.TRADE
                || event.kind() == EventKind.BOOK_LEVEL) {
            exchange(event).onEvent(event);
        }
    }

    /** {@return what was seen of an exchange} */
    Reading read(String exchange) {
        for (final Exchange seen : exchanges) {
            if (seen != null && seen.id.equals(exchange)) {
                return seen.read();
            }
        }
        return Reading.NOTHING;
    }

    private Exchange exchange(MarketEvent event) {
        final int id = event.exchangeId();
        final Exchange[] known = exchanges;
        if (id < known.length && known[id] != null) {
            return known[id];
        }
        final Exchange[] grown = Arrays.copyOf(known, Math.max(known.length, id + 1));
        grown[id] = new Exchange(event.exchange());
        exchanges = grown;
        return grown[id];
    }

    /**
     * What was seen of one exchange.
     *
     * @param events            how many events
     * @param lastReceivedNanos monotonic time of the last
     * @param latency           from the exchange's stamp to our receipt
     */
    record Reading(long events, long lastReceivedNanos, DurationStats latency) {

        static final Reading NOTHING = new Reading(0, 0, DurationStats.NONE);

        long ageNanos(long nowNanos) {
            return events == 0 ? -1 : Math.max(0, nowNanos - lastReceivedNanos);
        }
    }

    private static final class Exchange {

        private final String id;
        private final AtomicLong events = new AtomicLong();
        private final AtomicLong lastReceivedNanos = new AtomicLong();
        private final AtomicLong stamped = new AtomicLong();
        private final AtomicLongArray latency = new AtomicLongArray(KEPT);

        Exchange(String id) {
            this.id = id;
        }

        void onEvent(MarketEvent event) {
            lastReceivedNanos.setRelease(event.receivedNanos());
            if (event.exchangeTimeNanos() != 0) {
                final long count = stamped.getPlain();
                latency.setRelease((int) count & KEPT - 1, event.receivedTimeNanos() - event.exchangeTimeNanos());
                stamped.setRelease(count + 1);
            }
            events.setRelease(events.getPlain() + 1);
        }

        Reading read() {
            return new Reading(events.getAcquire(), lastReceivedNanos.getAcquire(), readLatency());
        }

        private DurationStats readLatency() {
            final long count = stamped.getAcquire();
            final int size = (int) Math.min(count, KEPT);
            final long[] sorted = new long[size];
            long total = 0;
            for (int i = 0; i < size; i++) {
                sorted[i] = latency.getAcquire(i);
                total += sorted[i];
            }
            Arrays.sort(sorted);
            return DurationRecorder.statsOf(sorted, count, total, List.of());
        }
    }
}
