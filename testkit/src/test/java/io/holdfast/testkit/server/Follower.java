package io.holdfast.testkit.server;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.KeptBook;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.market.Channel;
import io.holdfast.market.OrderBook;
import io.holdfast.market.Side;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** A handler that follows one instrument of one exchange and tells what it believes. */
final class Follower implements MarketHandler {

    private final KeptBook kept = new KeptBook();
    private final List<String> tradesSoFar = new ArrayList<>();
    private final Set<Channel> everLive = new ConcurrentSkipListSet<>();
    final List<String> stale = new CopyOnWriteArrayList<>();
    volatile List<String> bids = List.of();
    volatile List<String> asks = List.of();
    volatile List<String> trades = List.of();
    volatile String top = "";
    volatile boolean everCrossed;
    volatile long bookEvents;

    @Override
    public void onEvent(MarketEvent event, boolean endOfBatch) {
        switch (event.kind()) {
            case STATUS -> {
                if (event.status() == FeedStatus.LIVE) {
                    everLive.add(event.channel());
                } else {
                    stale.add(event.channel() + " " + event.reason());
                    if (event.channel() == Channel.TRADES) {
                        tradesSoFar.clear(); // between epochs there is a hole, and it has been told
                    }
                }
            }
            case TRADE ->
                tradesSoFar.add(event.side() + " " + plain(event.price(), event.priceScale()) + " x "
                        + plain(event.size(), event.sizeScale()));
            case TOP_OF_BOOK ->
                top = plain(event.bidPrice(), event.bidPriceScale()) + " x "
                        + plain(event.bidSize(), event.bidSizeScale()) + " / "
                        + plain(event.askPrice(), event.askPriceScale()) + " x "
                        + plain(event.askSize(), event.askSizeScale());
            default -> {}
        }
        if (event.channel() == Channel.BOOK) {
            bookEvents++;
            kept.apply(event);
            everCrossed |= kept.isTrustworthy()
                    && event.kind() == EventKind.BOOK_LEVEL
                    && event.isLast()
                    && kept.book().isCrossed();
        }
        if (endOfBatch) {
            bids = kept.isTrustworthy() ? levels(kept.book(), Side.BID) : List.of();
            asks = kept.isTrustworthy() ? levels(kept.book(), Side.ASK) : List.of();
            trades = List.copyOf(tradesSoFar);
        }
    }

    boolean hasBeenLive(Set<Channel> channels) {
        return everLive.containsAll(channels);
    }

    static String plain(long mantissa, int scale) {
        return BigDecimal.valueOf(mantissa, scale).stripTrailingZeros().toPlainString();
    }

    private static List<String> levels(OrderBook book, Side side) {
        final List<String> levels = new ArrayList<>();
        for (int i = 0; i < book.levels(side); i++) {
            levels.add(plain(book.price(side, i), book.priceScale()) + " x "
                    + plain(book.size(side, i), book.sizeScale()));
        }
        return levels;
    }
}
