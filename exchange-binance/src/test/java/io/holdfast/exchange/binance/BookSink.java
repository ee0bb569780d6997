package io.holdfast.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Keeps one book as plainly as can be, with epochs as the engine has them. */
final class BookSink implements ProtocolSink {

    final NavigableMap<Long, Long> bids = new TreeMap<>();
    final NavigableMap<Long, Long> asks = new TreeMap<>();
    final List<String> anomalies = new ArrayList<>();
    /** Whether an epoch is open and no message is half told. */
    boolean live;

    boolean broken;
    long sequence;
    int fetches;
    int epochs;

    private boolean open;
    private boolean inMessage;

    @Override
    public void bookLevel(
            int id,
            long exchangeTimeNanos,
            long newSequence,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        assertThat(priceScale + sizeScale).isZero();
        assertThat(open || snapshot).as("an update outside an epoch").isTrue();
        assertThat(newSequence).as("never backwards").isGreaterThanOrEqualTo(open ? sequence : 0);
        if (snapshot && !inMessage) {
            bids.clear();
            asks.clear();
        }
        final NavigableMap<Long, Long> levels = side == Side.BID ? bids : asks;
        if (size == 0) {
            levels.remove(price);
        } else {
            levels.put(price, size);
        }
        sequence = newSequence;
        inMessage = !last;
        if (last && !open) {
            open = true;
            epochs++;
        }
        live = open && !inMessage;
        if (live && !bids.isEmpty() && !asks.isEmpty()) {
            assertThat(bids.lastKey()).as("best bid").isLessThan(asks.firstKey());
        }
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        anomalies.add(anomaly.toString());
        open = false;
        live = false;
        inMessage = false;
        broken = true;
    }

    @Override
    public void fetch(int id, String target, int weight) {
        fetches++;
        assertThat(fetches).as("snapshots under way").isEqualTo(1);
    }

    @Override
    public void quiet(int id) {
        throw new AssertionError("the simulated book is never empty");
    }

    @Override
    public void acknowledged(int id) {}

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {}

    @Override
    public void unread(UnreadFrame why, int errorOffset) {}

    @Override
    public void topOfBook(
            int id,
            long exchangeTimeNanos,
            long newSequence,
            long bidPrice,
            int bidPriceScale,
            long bidSize,
            int bidSizeScale,
            long askPrice,
            int askPriceScale,
            long askSize,
            int askSizeScale) {
        throw new AssertionError("top of book");
    }

    @Override
    public void trade(
            int id,
            long exchangeTimeNanos,
            long newSequence,
            Side aggressor,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        throw new AssertionError("trade");
    }

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        throw new AssertionError(detail);
    }

    @Override
    public void requestRejected(int[] ids, int count, String detail) {
        throw new AssertionError(detail);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        throw new AssertionError(detail);
    }

    @Override
    public void heartbeat() {}

    @Override
    public void shutdownAnnounced(String detail) {
        throw new AssertionError(detail);
    }
}
