package io.holdfast.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Channel;
import io.holdfast.market.Decimal;
import io.holdfast.market.Side;
import java.util.BitSet;

/** Holds every report against what the sink promises its readers. */
final class CheckingSink implements ProtocolSink {

    private final BitSet fetched = new BitSet();

    boolean hasFetched(int id) {
        return fetched.get(id);
    }

    @Override
    public void topOfBook(
            int id,
            long exchangeTimeNanos,
            long sequence,
            long bidPrice,
            int bidPriceScale,
            long bidSize,
            int bidSizeScale,
            long askPrice,
            int askPriceScale,
            long askSize,
            int askSizeScale) {
        check(id, exchangeTimeNanos, bidSize, bidPriceScale, bidSizeScale);
        check(id, exchangeTimeNanos, askSize, askPriceScale, askSizeScale);
    }

    @Override
    public void trade(
            int id,
            long exchangeTimeNanos,
            long sequence,
            Side aggressor,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        check(id, exchangeTimeNanos, size, priceScale, sizeScale);
    }

    @Override
    public void bookLevel(
            int id,
            long exchangeTimeNanos,
            long sequence,
            boolean snapshot,
            boolean last,
            Side side,
            long price,
            int priceScale,
            long size,
            int sizeScale) {
        check(id, exchangeTimeNanos, size, priceScale, sizeScale);
    }

    @Override
    public void acknowledged(int id) {
        checkId(id);
    }

    @Override
    public void quiet(int id) {
        checkId(id);
    }

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        checkId(id);
        assertThat(detail).isNotNull();
    }

    @Override
    public void requestRejected(int[] ids, int count, String detail) {
        assertThat(count).isBetween(0, ids.length);
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        checkId(id);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        assertThat(detail).isNotNull();
    }

    @Override
    public void fetch(int id, String target, int weight) {
        checkId(id);
        fetched.set(id);
        assertThat(weight).isPositive();
        assertThat(target).startsWith("/");
    }

    @Override
    public void heartbeat() {}

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {}

    @Override
    public void shutdownAnnounced(String detail) {}

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        assertThat(errorOffset).isGreaterThanOrEqualTo(0);
    }

    private static void check(int id, long timeNanos, long size, int priceScale, int sizeScale) {
        checkId(id);
        assertThat(timeNanos).isGreaterThanOrEqualTo(0);
        assertThat(size).isGreaterThanOrEqualTo(0);
        assertThat(priceScale).isBetween(0, Decimal.MAX_SCALE);
        assertThat(sizeScale).isBetween(0, Decimal.MAX_SCALE);
    }

    private static void checkId(int id) {
        assertThat(id).isBetween(0, Channel.values().length - 1);
    }
}
