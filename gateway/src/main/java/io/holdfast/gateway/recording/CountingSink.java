package io.holdfast.gateway.recording;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.ForwardingSink;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.exchange.UnreadFrame;

/** Passes everything on, and counts what is not data. */
final class CountingSink extends ForwardingSink {

    private final ReplayCounts counts;

    CountingSink(ProtocolSink sink, ReplayCounts counts) {
        super(sink);
        this.counts = counts;
    }

    @Override
    public void checksumVerified(int id) {
        counts.checksumsGood++;
        super.checksumVerified(id);
    }

    @Override
    public void anomaly(int id, Anomaly anomaly, String detail) {
        counts.anomaly(anomaly);
        super.anomaly(id, anomaly, detail);
    }

    @Override
    public void connectionAnomaly(Anomaly anomaly, String detail) {
        counts.anomaly(anomaly);
        super.connectionAnomaly(anomaly, detail);
    }

    @Override
    public void unread(UnreadFrame why, int errorOffset) {
        counts.unread(why);
        super.unread(why, errorOffset);
    }
}
