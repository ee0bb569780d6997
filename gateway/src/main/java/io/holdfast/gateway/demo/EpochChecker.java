package io.holdfast.gateway.demo;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches what the framework promises of every (exchange, instrument, channel), and counts where it is broken:
 *
 * <ol>
 *   <li>data comes inside an open epoch alone, and carries its number;
 *   <li>LIVE opens an epoch, with a number above every earlier one, and only where none is open;
 *   <li>inside an epoch trades are numbered without a hole, and tops of book strictly upwards.
 * </ol>
 *
 * <p>{@link #onEvent} on the handler's thread; the counts on any.
 */
public final class EpochChecker implements MarketHandler {

    private final Map<Key, Track> tracks = new HashMap<>();
    // One writer, the handler's thread; volatile for whoever prints them.
    private volatile long violations;
    private volatile long events;
    private volatile @Nullable String firstViolation;

    /** Makes a checker that has seen nothing. */
    public EpochChecker() {}

    @Override
    public void onEvent(MarketEvent event, boolean endOfBatch) {
        countEvent();
        final Key key = new Key(event.exchange(), event.instrument(), event.channel());
        final Track track = tracks.computeIfAbsent(key, unused -> new Track());
        final String broken = event.kind() == EventKind.STATUS ? track.onStatus(event) : track.onData(event);
        if (broken != null) {
            countViolation(broken + ": " + event);
        }
    }

    /** {@return how often a promise was broken} */
    public long violations() {
        return violations;
    }

    /** {@return how many events came} */
    public long events() {
        return events;
    }

    /** {@return what was broken first; null if nothing was} */
    public @Nullable String firstViolation() {
        return firstViolation;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void countEvent() {
        events = events + 1;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    private void countViolation(String text) {
        if (violations == 0) {
            firstViolation = text;
        }
        violations = violations + 1;
    }

    private record Key(String exchange, Instrument instrument, Channel channel) {}

    /** One (exchange, instrument, channel). */
    private static final class Track {

        private boolean open;
        private long epoch;
        private boolean numbered;
        private long sequence;

        @Nullable
        String onStatus(MarketEvent event) {
            if (event.status() == FeedStatus.STALE) {
                open = false;
                return null;
            }
            final String broken = open
                    ? "an epoch opens inside epoch " + epoch
                    : event.epoch() <= epoch ? "an epoch opens that is not above " + epoch : null;
            open = true;
            numbered = false;
            epoch = event.epoch();
            return broken;
        }

        @Nullable
        String onData(MarketEvent event) {
            if (!open) {
                return "data outside an epoch";
            }
            if (event.epoch() != epoch) {
                return "data of another epoch than " + epoch;
            }
            final long previous = sequence;
            final boolean first = !numbered;
            numbered = true;
            sequence = event.sequence();
            if (first) {
                return null;
            }
            return switch (event.channel()) {
                case TRADES -> sequence == previous + 1 ? null : "trade " + sequence + " after " + previous;
                case TOP_OF_BOOK -> sequence > previous ? null : "top of book " + sequence + " after " + previous;
                case BOOK -> null;
            };
        }
    }
}
