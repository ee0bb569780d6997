package io.holdfast.gateway.recording;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.KeptBook;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts the ring's events and keeps what each instrument came to in the end. Events come on the handler's thread; the
 * summary may be asked for on another.
 */
public final class EventTally {

    private final Map<EventKind, Long> events = new EnumMap<>(EventKind.class);
    private final Map<String, Last> streams = new LinkedHashMap<>();

    /** Makes a tally of nothing. */
    public EventTally() {}

    /** Takes the next event. */
    public synchronized void add(MarketEvent event) {
        events.merge(event.kind(), 1L, Long::sum);
        if (event.kind() != EventKind.GATE) {
            streams.computeIfAbsent(event.instrument() + " " + event.channel(), key -> new Last())
                    .add(event);
        }
    }

    /** Prints how many events there were of each kind, and a line for each instrument and channel. */
    public synchronized void print(PrintStream out) {
        out.println("events: " + Counts.describe(events));
        streams.forEach((name, last) -> out.println(name + ": " + last.describe()));
    }

    /** What one instrument's channel came to. */
    private static final class Last {

        private final KeptBook book = new KeptBook();
        private final StringBuilder best = new StringBuilder();
        private boolean isBook;
        private boolean trusted;
        private String status = "";
        private long epoch;
        private long events;

        void add(MarketEvent event) {
            events++;
            epoch = event.epoch();
            if (event.kind() == EventKind.STATUS) {
                if (event.reason() == Reason.STOPPED) {
                    return; // the end of the replay, not of what was recorded
                }
                status = event.status() + " " + event.reason();
                trusted = event.status() == FeedStatus.LIVE;
            } else if (event.kind() == EventKind.TOP_OF_BOOK) {
                best.setLength(0);
                append(event.bidSize(), event.bidSizeScale(), event.bidPrice(), event.bidPriceScale());
                best.append(" / ");
                append(event.askSize(), event.askSizeScale(), event.askPrice(), event.askPriceScale());
            }
            if (event.channel() == Channel.BOOK) {
                isBook = true;
                book.apply(event);
                trusted = book.isTrustworthy();
            }
        }

        String describe() {
            final String held = isBook ? book.book().toString() : best.toString();
            return (trusted ? "trusted" : "not trusted") + ", epoch " + epoch + " (" + status + "), " + events
                    + " events" + (held.isEmpty() ? "" : ", " + held);
        }

        private void append(long size, int sizeScale, long price, int priceScale) {
            Decimal.appendTo(best, size, sizeScale);
            best.append(" @ ");
            Decimal.appendTo(best, price, priceScale);
        }
    }
}
