package io.holdfast.benchmarks.decode;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Side;
import java.util.ArrayDeque;

/** Adds up what a protocol delivers, so that nothing of it can be left out, and refuses whatever is wrong. */
final class CountingSink implements ProtocolSink {

    /** What was asked for over HTTP and not yet answered. */
    final ArrayDeque<String> fetches = new ArrayDeque<>();

    long events;
    long sum;

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
        events++;
        sum += bidPrice + bidSize + askPrice + askSize;
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
        events++;
        sum += price + size;
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
        events++;
        sum += price + size;
    }

    @Override
    public void acknowledged(int id) {}

    @Override
    public void quiet(int id) {}

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        throw new IllegalStateException("rejected: " + detail);
    }

    @Override
    public void requestRejected(int[] ids, int count, String detail) {
        throw new IllegalStateException("request rejected: " + detail);
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        throw new IllegalStateException(anomaly + ": " + detail);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        throw new IllegalStateException(anomaly + ": " + detail);
    }

    @Override
    public void fetch(int id, String target, int weight) {
        fetches.add(target);
    }

    @Override
    public void heartbeat() {}

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {}

    @Override
    public void shutdownAnnounced(String detail) {
        throw new IllegalStateException("shutdown: " + detail);
    }

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        throw new IllegalStateException("unread: " + why + " at " + errorOffset);
    }
}
