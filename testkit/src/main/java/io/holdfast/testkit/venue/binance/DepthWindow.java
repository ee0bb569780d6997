package io.holdfast.testkit.venue.binance;

import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.PriceSet;
import io.holdfast.time.Scheduler;
import java.time.Duration;

/**
 * A diff stream: the levels that changed within a window, each once, with the size that it has at the window's end.
 * Windows end on multiples of their length; one in which nothing changed is not told.
 */
final class DepthWindow {

    private final BinanceVenue venue;
    private final BinanceSymbol symbol;
    private final long windowNanos;
    private final StreamFeed feed;
    private final PriceSet bids = new PriceSet();
    private final PriceSet asks = new PriceSet();
    private Scheduler.Timer end = Scheduler.Timer.NONE;
    private boolean open;
    private long lastId;

    DepthWindow(BinanceVenue venue, BinanceSymbol symbol, String suffix, Duration window, Subscription subscription) {
        this.venue = venue;
        this.symbol = symbol;
        this.windowNanos = window.toNanos();
        this.feed = new StreamFeed(venue, symbol.lowerCase() + suffix, subscription, this::write);
        this.lastId = symbol.market().updateId();
    }

    StreamFeed feed() {
        return feed;
    }

    void touch(Side side, long price) {
        if (!feed.hasSubscribers()) {
            end.cancel();
            open = false;
            bids.clear();
            asks.clear();
            lastId = symbol.market().updateId();
            return;
        }
        (side == Side.BID ? bids : asks).add(price);
        if (!open) {
            open = true;
            final Scheduler scheduler = venue.scheduler();
            end = scheduler.schedule(this::flush, windowNanos - Math.floorMod(scheduler.epochNanos(), windowNanos));
        }
    }

    /** Ends the window now. */
    void flush() {
        end.cancel();
        if (open) {
            open = false;
            bids.sort();
            asks.sort();
            feed.publish(lastId + 1, symbol.market().updateId());
            lastId = symbol.market().updateId();
            bids.clear();
            asks.clear();
        }
    }

    private void write(FrameText frame, boolean microseconds) {
        final Market market = symbol.market();
        frame.ascii("{\"e\":\"depthUpdate\",\"E\":");
        frame.number(BinanceVenue.time(venue.scheduler().epochNanos(), microseconds));
        frame.ascii(",\"s\":\"").bytes(symbol.upperCaseBytes());
        frame.ascii("\",\"U\":").number(lastId + 1).ascii(",\"u\":").number(market.updateId());
        frame.ascii(",\"b\":[");
        for (int i = bids.count() - 1; i >= 0; i--) {
            symbol.level(frame, Side.BID, bids.price(i), i == bids.count() - 1);
        }
        frame.ascii("],\"a\":[");
        for (int i = 0; i < asks.count(); i++) {
            symbol.level(frame, Side.ASK, asks.price(i), i == 0);
        }
        frame.ascii("]}");
    }
}
