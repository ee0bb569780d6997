package io.holdfast.testkit.simulation;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.simulation.Violation.Rule;
import io.holdfast.testkit.venue.MarketSpec;
import io.holdfast.testkit.venue.Numbering;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the ring says of one subscription against what the exchange had published. Its own code on purpose: it
 * shares nothing with the readers that are tested.
 */
final class EpochCheck {

    private static final long NONE = -1;

    /** Where breaches go. */
    interface Findings {

        void found(Rule rule, String detail);

        /** {@return whether the ring has been so full of late that tops of book had to give way to newer ones} */
        boolean ringWasFull();
    }

    private final Subscription subscription;
    private final String exchange;
    private final String name;
    private final MarketTruth market;
    private final SentLog sent;
    private final Numbering numbering;
    private final Findings findings;
    private final LevelDigest book = new LevelDigest();

    private boolean open;
    private long epoch;
    private long lastId = NONE;
    /** As {@link #lastId}, and not forgotten when an epoch ends. */
    private long lastKnownId;

    private long skipped;
    private boolean inSnapshot;
    private boolean snapshotWhole;
    private long snapshotEpoch = NONE;
    private @Nullable VirtualWire wire;
    private long events;

    EpochCheck(
            String exchange,
            Subscription subscription,
            MarketTruth market,
            SentLog sent,
            Numbering numbering,
            Findings findings) {
        this.subscription = subscription;
        this.exchange = exchange;
        this.name = exchange + " " + subscription.instrument() + " " + subscription.channel();
        this.market = market;
        this.sent = sent;
        this.numbering = numbering;
        this.findings = findings;
    }

    boolean isOpen() {
        return open;
    }

    String name() {
        return name;
    }

    boolean isOf(String otherExchange) {
        return exchange.equals(otherExchange);
    }

    /** {@return tops of book that gave way to newer ones} */
    long skipped() {
        return skipped;
    }

    /** {@return data events read} */
    long events() {
        return events;
    }

    /**
     * {@return when the oldest number was sent that belongs to the open epoch and has not been read, or {@code now} if
     * there is none}
     */
    long oldestUnreadNanos(long now) {
        if (!open || lastId == NONE) {
            return now;
        }
        final long next = sent.floorIndex(lastId) + 1;
        return sent.knows(next) ? sent.timeAt(next) : now;
    }

    void read(MarketEvent event, @Nullable Arrival arrival) {
        switch (event.kind()) {
            case STATUS -> status(event);
            case TOP_OF_BOOK -> {
                if (inEpoch(event, arrival)) {
                    top(event, idOf(event, arrival));
                }
            }
            case TRADE -> {
                if (inEpoch(event, arrival)) {
                    trade(event);
                }
            }
            case BOOK_LEVEL -> level(event, arrival);
            case GATE -> {} // says whether one may trade, and nothing of the data
        }
    }

    private void status(MarketEvent event) {
        if (event.status() == FeedStatus.STALE) {
            if (!open && event.epoch() > epoch && subscription.channel() == Channel.BOOK) {
                epoch = event.epoch(); // a snapshot that did not get through whole: its number is spent
            } else if (event.epoch() != epoch) {
                found(Rule.EPOCH_ORDER, "epoch " + event.epoch() + " closed, epoch " + epoch + " was the last");
            }
            open = false;
            inSnapshot = false;
            snapshotWhole = false;
            wire = null;
            return;
        }
        if (open || event.epoch() <= epoch) {
            found(Rule.EPOCH_ORDER, "epoch " + event.epoch() + " opened, epoch " + epoch + (open ? " open" : " over"));
        }
        if (subscription.channel() == Channel.BOOK && !(snapshotWhole && snapshotEpoch == event.epoch())) {
            found(Rule.OUTSIDE_EPOCH, "epoch " + event.epoch() + " opened without a whole snapshot before it");
        }
        open = true;
        epoch = event.epoch();
        snapshotWhole = false;
        if (subscription.channel() != Channel.BOOK) {
            lastId = NONE;
        }
    }

    private boolean inEpoch(MarketEvent event, @Nullable Arrival arrival) {
        events++;
        if (!open || event.epoch() != epoch) {
            found(
                    Rule.OUTSIDE_EPOCH,
                    "data of epoch " + event.epoch() + ", epoch " + epoch + (open ? " open" : " over"));
            return false;
        }
        if (arrival != null) {
            if (wire != null && wire != arrival.wire()) {
                found(Rule.OLD_GENERATION, "one epoch from two connections");
            }
            wire = arrival.wire();
        }
        return true;
    }

    /** {@return the market's number of an event; {@link #NONE} if neither it nor a message says so} */
    private long idOf(MarketEvent event, @Nullable Arrival arrival) {
        if (numbering == Numbering.OWN) {
            return event.sequence();
        }
        return arrival != null && arrival.sent().subscription().instrument().equals(subscription.instrument())
                ? arrival.sent().lastId()
                : NONE;
    }

    private void top(MarketEvent event, long id) {
        final MarketSpec spec = market.market().spec();
        final long bidPrice = scaled(event.bidPrice(), event.bidPriceScale(), spec.priceScale());
        final long bidSize = scaled(event.bidSize(), event.bidSizeScale(), spec.sizeScale());
        final long askPrice = scaled(event.askPrice(), event.askPriceScale(), spec.priceScale());
        final long askSize = scaled(event.askSize(), event.askSizeScale(), spec.sizeScale());
        if (id == NONE) { // it waited for room, or the plugin knew it already: it must be one of those since the last
            if (!market.wasTopSince(lastKnownId, bidPrice, bidSize, askPrice, askSize)) {
                found(Rule.WRONG_VALUE, "top of book since " + lastKnownId + ": " + event);
            }
            lastId = NONE;
            return;
        }
        if (lastId != NONE) {
            checkNext(id);
        }
        lastId = Math.max(lastId, id);
        lastKnownId = lastId;
        if (!market.isTop(id, bidPrice, bidSize, askPrice, askSize)) {
            found(Rule.WRONG_VALUE, "top of book " + id + ": " + event);
        }
    }

    private void checkNext(long id) {
        if (id == lastId && numbering != Numbering.OWN) {
            return; // without numbers of its own a feed cannot tell a repeat, which says again what is so
        }
        if (id <= lastId) {
            found(Rule.REPEATED, "top of book " + id + " after " + lastId);
            return;
        }
        final long between = sent.floorIndex(id) - sent.floorIndex(lastId) - 1;
        if (between > 0 && findings.ringWasFull()) {
            skipped += between;
        } else if (between > 0) {
            found(Rule.MISSING, between + " tops of book between " + lastId + " and " + id);
        }
    }

    private void trade(MarketEvent event) {
        final long id = event.sequence();
        if (lastId != NONE && id != lastId + 1) {
            found(id <= lastId ? Rule.REPEATED : Rule.MISSING, "trade " + id + " after " + lastId);
        }
        lastId = id;
        final MarketSpec spec = market.market().spec();
        if (!market.isTrade(
                id,
                event.side(),
                scaled(event.price(), event.priceScale(), spec.priceScale()),
                scaled(event.size(), event.sizeScale(), spec.sizeScale()))) {
            found(Rule.WRONG_VALUE, "trade " + id + ": " + event);
        }
    }

    private void level(MarketEvent event, @Nullable Arrival arrival) {
        if (event.isSnapshot()) {
            events++;
            if (open && event.epoch() != epoch || !open && event.epoch() <= epoch) {
                found(
                        Rule.OUTSIDE_EPOCH,
                        "a snapshot of epoch " + event.epoch() + ", epoch " + epoch + " was the last");
            }
            if (!inSnapshot || event.epoch() != snapshotEpoch) {
                book.clear();
                lastId = NONE;
            }
            inSnapshot = true;
            snapshotEpoch = event.epoch();
        } else if (!inEpoch(event, arrival)) {
            return;
        } else {
            inSnapshot = false;
        }
        final MarketSpec spec = market.market().spec();
        book.set(
                event.side(),
                scaled(event.price(), event.priceScale(), spec.priceScale()),
                scaled(event.size(), event.sizeScale(), spec.sizeScale()));
        if (event.isLast()) {
            bookWhole(event, idOf(event, arrival));
        }
    }

    private void bookWhole(MarketEvent event, long id) {
        snapshotWhole = inSnapshot;
        inSnapshot = false;
        if (id == NONE) { // the plugin publishes the book that it keeps
            if (!market.wasBookSince(lastKnownId, book.value())) {
                found(Rule.WRONG_BOOK, "since " + lastKnownId + " (" + book.levels() + " levels): " + event);
            }
            lastId = NONE;
            return;
        }
        if (lastId != NONE && id < lastId) {
            found(Rule.REPEATED, "book at " + id + " after " + lastId);
        }
        lastId = id;
        lastKnownId = id;
        if (!market.isBook(id, book.value())) {
            found(
                    Rule.WRONG_BOOK,
                    "at " + id + " (" + (event.isSnapshot() ? "snapshot" : "update") + ", " + book.levels()
                            + " levels): " + event);
        }
    }

    /** {@return the mantissa at another scale; a number that does not fit it is no number of the exchange's} */
    private long scaled(long mantissa, int from, int to) {
        long value = mantissa;
        for (int scale = from; scale < to; scale++) {
            value = Math.multiplyExact(value, 10);
        }
        for (int scale = to; scale < from; scale++) {
            if (value % 10 != 0) {
                found(Rule.WRONG_VALUE, mantissa + "e-" + from + " is finer than the exchange's " + to + " decimals");
            }
            value /= 10;
        }
        return value;
    }

    private void found(Rule rule, String detail) {
        findings.found(rule, name + ": " + detail);
    }
}
