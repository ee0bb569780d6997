package io.holdfast.exchange.binance;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Side;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a protocol reports, a line each. */
final class RecordingSink implements ProtocolSink {

    final List<String> lines = new ArrayList<>();

    private final boolean recording;

    RecordingSink() {
        this(true);
    }

    /** @param recording false for one that only takes, so that allocation can be measured */
    RecordingSink(boolean recording) {
        this.recording = recording;
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
        if (!recording) {
            return;
        }
        lines.add("top " + id + " #" + sequence + " " + bidPrice + "e-" + bidPriceScale + " x " + bidSize + "e-"
                + bidSizeScale + " / " + askPrice + "e-" + askPriceScale + " x " + askSize + "e-" + askSizeScale);
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
        lines.add("trade " + id + " #" + sequence + " " + aggressor + " " + price + "e-" + priceScale + " x " + size
                + "e-" + sizeScale + " at " + exchangeTimeNanos);
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
        if (!recording) {
            return;
        }
        lines.add((snapshot ? "snapshot " : "level ") + id + " #" + sequence + " " + side + " " + price + "e-"
                + priceScale + " x " + size + "e-" + sizeScale
                + (exchangeTimeNanos == 0 ? "" : " at " + exchangeTimeNanos) + (last ? " last" : ""));
    }

    @Override
    public void acknowledged(int id) {
        lines.add("ack " + id);
    }

    @Override
    public void quiet(int id) {
        lines.add("quiet " + id);
    }

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        lines.add("rejected " + id + (permanent ? " for good: " : ": ") + detail);
    }

    @Override
    public void requestRejected(int[] ids, int count, String detail) {
        lines.add("request of " + count + " rejected: " + detail);
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        lines.add(anomaly + " " + id);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        lines.add(anomaly.toString());
    }

    @Override
    public void fetch(int id, String target, int weight) {
        fetch(id, target, weight, 0);
    }

    @Override
    public void fetch(int id, String target, int weight, long delayNanos) {
        lines.add("fetch " + id + " " + target + " weight " + weight + " after " + delayNanos / 1_000_000 + " ms");
    }

    @Override
    public void heartbeat() {
        lines.add("heartbeat");
    }

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {
        lines.add(status.toString());
    }

    @Override
    public void shutdownAnnounced(String detail) {
        lines.add("shutdown");
    }

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        lines.add(why.toString());
    }
}
