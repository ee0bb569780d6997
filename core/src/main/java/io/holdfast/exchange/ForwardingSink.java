package io.holdfast.exchange;

import io.holdfast.market.InstrumentStatus;
import io.holdfast.market.Side;

/**
 * Passes on all that a protocol tells; whoever extends it watches, or passes one thing on otherwise. For recorders, tests
 * and the like, in {@link ExchangeAdapter#newProtocol}.
 */
public class ForwardingSink implements ProtocolSink {

    private final ProtocolSink sink;

    /** Makes one that passes everything on to another. */
    public ForwardingSink(ProtocolSink sink) {
        this.sink = sink;
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
        sink.topOfBook(
                id,
                exchangeTimeNanos,
                sequence,
                bidPrice,
                bidPriceScale,
                bidSize,
                bidSizeScale,
                askPrice,
                askPriceScale,
                askSize,
                askSizeScale);
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
        sink.trade(id, exchangeTimeNanos, sequence, aggressor, price, priceScale, size, sizeScale);
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
        sink.bookLevel(id, exchangeTimeNanos, sequence, snapshot, last, side, price, priceScale, size, sizeScale);
    }

    @Override
    public void acknowledged(int id) {
        sink.acknowledged(id);
    }

    @Override
    public void quiet(int id) {
        sink.quiet(id);
    }

    @Override
    public void rejected(int id, boolean permanent, String detail) {
        sink.rejected(id, permanent, detail);
    }

    @Override
    public void requestRejected(int[] ids, int count, String detail) {
        sink.requestRejected(ids, count, detail);
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        sink.anomaly(id, anomaly, detail);
    }

    @Override
    public void checksumVerified(int id) {
        sink.checksumVerified(id);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        sink.connectionAnomaly(anomaly, detail);
    }

    @Override
    public void fetch(int id, String target, int weight) {
        sink.fetch(id, target, weight);
    }

    @Override
    public void fetch(int id, String target, int weight, long delayNanos) {
        sink.fetch(id, target, weight, delayNanos);
    }

    @Override
    public void heartbeat() {
        sink.heartbeat();
    }

    @Override
    public void exchangeStatus(ExchangeStatus status, String detail) {
        sink.exchangeStatus(status, detail);
    }

    @Override
    public void instrumentStatus(int id, InstrumentStatus status, String detail) {
        sink.instrumentStatus(id, status, detail);
    }

    @Override
    public void rateLimited(String detail) {
        sink.rateLimited(detail);
    }

    @Override
    public void shutdownAnnounced(String detail) {
        sink.shutdownAnnounced(detail);
    }

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        sink.unread(why, errorOffset);
    }
}
