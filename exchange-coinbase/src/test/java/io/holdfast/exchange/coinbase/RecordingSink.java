package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ExchangeStatus;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a protocol reports, a line each. */
final class RecordingSink implements ProtocolSink {

    final List<String> lines = new ArrayList<>();
    /** How often data came, recorded or not. */
    long events;

    private final boolean recording;

    RecordingSink() {
        this(true);
    }

    /** @param recording false for one that only counts, so that allocation can be measured */
    RecordingSink(boolean recording) {
        this.recording = recording;
    }

    /** {@return what was written down since the last call} */
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
            lines.add("top " + id + " #" + sequence + " " + bidPrice + "e-" + bidPriceScale + " x " + bidSize + "e-"
                    + bidSizeScale + " / " + askPrice + "e-" + askPriceScale + " x " + askSize + "e-" + askSizeScale
                    + at(exchangeTimeNanos));
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
            lines.add("trade " + id + " #" + sequence + " " + aggressor + " " + price + "e-" + priceScale + " x " + size
                    + "e-" + sizeScale + at(exchangeTimeNanos));
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
            lines.add((snapshot ? "snapshot " : "update ") + id + " #" + sequence + " " + side + " " + price + "e-"
                    + priceScale + " x " + size + "e-" + sizeScale + (last ? " last" : "") + at(exchangeTimeNanos));
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
        final StringBuilder line = new StringBuilder("rejected one of");
        for (int i = 0; i < count; i++) {
            line.append(' ').append(ids[i]);
        }
        lines.add(line + ": " + detail);
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        lines.add(anomaly + " " + id);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        lines.add("connection " + anomaly);
    }

    @Override
    public void fetch(int id, String target, int weight) {
        lines.add("fetch " + target);
    }

    @Override
    public void heartbeat() {
        if (recording) {
            lines.add("heartbeat");
        }
    }

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {
        lines.add(status.toString());
    }

    @Override
    public void instrumentStatus(int id, InstrumentStatus status, String detail) {
        lines.add("status " + id + " " + status + " (" + detail + ")");
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
        if (recording) {
            lines.add(why.toString());
        }
    }

    private static String at(long exchangeTimeNanos) {
        return exchangeTimeNanos == 0 ? "" : " at " + exchangeTimeNanos;
    }
}
