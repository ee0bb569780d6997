package io.holdfast.testkit.venue.binance;

import io.holdfast.market.Side;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.time.Scheduler;
import java.time.Duration;
import java.util.Arrays;

/**
 * A diff stream: the levels that changed within a window, each once, with the size that it has at the window's end.
 * Windows end on multiples of their length; one in which nothing changed is not told.
 */
final class DepthWindow {

    private static final int FIRST_CAPACITY = 64;

    private final BinanceVenue venue;
    private final BinanceSymbol symbol;
    private final long windowNanos;
    private final StreamFeed feed;
    private final Touched bids = new Touched();
    private final Touched asks = new Touched();
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
            bids.sortOut();
            asks.sortOut();
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
        for (int i = bids.count - 1; i >= 0; i--) {
            symbol.level(frame, Side.BID, bids.prices[i], i == bids.count - 1);
        }
        frame.ascii("],\"a\":[");
        for (int i = 0; i < asks.count; i++) {
            symbol.level(frame, Side.ASK, asks.prices[i], i == 0);
        }
        frame.ascii("]}");
    }

    /** Prices, in any order and repeated until they are sorted out. */
    private static final class Touched {

        private long[] prices = new long[FIRST_CAPACITY];
        private int count;

        void add(long price) {
            if (count == prices.length) {
                sortOut();
                if (count > prices.length / 2) {
                    prices = Arrays.copyOf(prices, prices.length * 2);
                }
            }
            prices[count++] = price;
        }

        void sortOut() {
            Arrays.sort(prices, 0, count);
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (kept == 0 || prices[i] != prices[kept - 1]) {
                    prices[kept++] = prices[i];
                }
            }
            count = kept;
        }

        void clear() {
            count = 0;
        }
    }
}
