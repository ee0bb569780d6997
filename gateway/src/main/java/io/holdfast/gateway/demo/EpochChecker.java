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
 *   <li>data comes inside an open epoch alone, and carries its number; only the snapshot of a book goes before, under
 *       the number of the epoch that opens behind it;
 *   <li>LIVE opens an epoch, with a number above every earlier one, and only where none is open; of a book behind a
 *       whole snapshot, never inside a message;
 *   <li>inside an epoch trades are numbered without a hole, and tops of book strictly upwards, where they are numbered.
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
        if (event.kind() == EventKind.GATE) {
            return; // a judgement, not data
        }
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
        private long epoch; // the last that opened, or whose snapshot came to nothing
        private boolean numbered;
        private long sequence;
        private boolean insideMessage;
        private long snapshotEpoch; // of a snapshot that has begun and whose epoch has not opened; 0 if there is none

        @Nullable
        String onStatus(MarketEvent event) {
            if (event.status() == FeedStatus.STALE) {
                open = false;
                epoch = Math.max(epoch, event.epoch());
                insideMessage = false;
                snapshotEpoch = 0;
                return null;
            }
            final String broken = whatIsWrongWithOpening(event.epoch());
            open = true;
            numbered = false;
            epoch = event.epoch();
            insideMessage = false;
            snapshotEpoch = 0;
            return broken;
        }

        private @Nullable String whatIsWrongWithOpening(long opening) {
            if (open) {
                return "an epoch opens inside epoch " + epoch;
            }
            if (insideMessage) {
                return "an epoch opens before its snapshot is whole";
            }
            if (snapshotEpoch != 0 && snapshotEpoch != opening) {
                return "an epoch opens behind the snapshot of epoch " + snapshotEpoch;
            }
            return opening <= epoch ? "an epoch opens that is not above " + epoch : null;
        }

        @Nullable
        String onData(MarketEvent event) {
            if (event.channel() == Channel.BOOK) {
                final boolean begins = !insideMessage;
                insideMessage = !event.isLast();
                return open ? ofThisEpoch(event) : onSnapshot(event, begins);
            }
            final String broken = open ? ofThisEpoch(event) : "data outside an epoch";
            return broken != null ? broken : onNumber(event);
        }

        private @Nullable String ofThisEpoch(MarketEvent event) {
            return event.epoch() == epoch ? null : "data of another epoch than " + epoch;
        }

        private @Nullable String onSnapshot(MarketEvent event, boolean begins) {
            if (!event.isSnapshot()) {
                return "an update outside an epoch";
            }
            final long earlier = snapshotEpoch;
            snapshotEpoch = event.epoch();
            if (begins) {
                return earlier != 0
                        ? "a second snapshot before the epoch opens"
                        : snapshotEpoch <= epoch ? "a snapshot whose epoch is not above " + epoch : null;
            }
            return snapshotEpoch == earlier ? null : "a snapshot of epochs " + earlier + " and " + snapshotEpoch;
        }

        private @Nullable String onNumber(MarketEvent event) {
            final long previous = sequence;
            final boolean first = !numbered;
            numbered = true;
            sequence = event.sequence();
            if (first || sequence == 0 && previous == 0) { // not every exchange numbers everything
                return null;
            }
            return event.channel() == Channel.TRADES
                    ? sequence == previous + 1 ? null : "trade " + sequence + " after " + previous
                    : sequence > previous ? null : "top of book " + sequence + " after " + previous;
        }
    }
}
