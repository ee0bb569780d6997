package io.holdfast.exchange.kraken;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.Decimal;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes down what a protocol reports, a line each: numbers as they were written, times in nanoseconds. */
final class RecordingSink implements ProtocolSink {

    final List<String> lines = new ArrayList<>();

    /** How many data events came, also while nothing is written down. */
    long events;

    private final boolean recording;

    RecordingSink() {
        this(true);
    }

    /** @param recording false for one that only counts, so that allocation can be measured */
    RecordingSink(boolean recording) {
        this.recording = recording;
    }

    /** {@return what was written down, and forgets it} */
    List<String> take() {
        final List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
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
        events++;
        if (recording) {
            lines.add("top " + id + " " + number(bidSize, bidSizeScale) + " @ " + number(bidPrice, bidPriceScale)
                    + " / " + number(askSize, askSizeScale) + " @ " + number(askPrice, askPriceScale) + " at "
                    + exchangeTimeNanos + (sequence == 0 ? "" : " #" + sequence));
        }
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
        if (recording) {
            lines.add("trade " + id + " #" + sequence + " " + aggressor + " " + number(size, sizeScale) + " @ "
                    + number(price, priceScale) + " at " + exchangeTimeNanos);
        }
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
        if (recording) {
            lines.add((snapshot ? "snapshot " : "level ") + id + " " + side + " " + number(size, sizeScale) + " @ "
                    + number(price, priceScale) + " at " + exchangeTimeNanos + (sequence == 0 ? "" : " #" + sequence)
                    + (last ? " last" : ""));
        }
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
        lines.add("request of " + Arrays.toString(Arrays.copyOf(ids, count)) + " rejected: " + detail);
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
        lines.add("fetch " + target);
    }

    @Override
    public void heartbeat() {
        lines.add("heartbeat");
    }

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {
        lines.add(status + ": " + detail);
    }

    @Override
    public void instrumentStatus(int id, InstrumentStatus status, String detail) {
        lines.add("instrument " + id + " " + status + ": " + detail);
    }

    @Override
    public void rateLimited(String detail) {
        lines.add("rate limited: " + detail);
    }

    @Override
    public void shutdownAnnounced(String detail) {
        lines.add("shutdown");
    }

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        lines.add(why.toString());
    }

    private static String number(long mantissa, int scale) {
        return new Decimal(mantissa, scale).toString();
    }
}
