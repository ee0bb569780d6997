package io.holdfast.gateway.recording;

import io.holdfast.exchange.Anomaly;
import io.holdfast.exchange.UnreadFrame;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a plugin said of the frames of a replay, besides its data. Confined to the replay's thread. */
public final class ReplayCounts {

    private final Map<UnreadFrame, Long> unread = new EnumMap<>(UnreadFrame.class);
    private final Map<Anomaly, Long> anomalies = new EnumMap<>(Anomaly.class);
    long frames;
    long undelivered;
    long checksumsGood;

    ReplayCounts() {}

    void unread(UnreadFrame why) {
        unread.merge(why, 1L, Long::sum);
    }

    void anomaly(Anomaly anomaly) {
        anomalies.merge(anomaly, 1L, Long::sum);
    }

    /** {@return frames in the recording} */
    public long frames() {
        return frames;
    }

    /** {@return frames that no connection was there for} */
    public long undelivered() {
        return undelivered;
    }

    /** {@return checksums that matched} */
    public long checksumsGood() {
        return checksumsGood;
    }

    /** {@return checksums that did not match} */
    public long checksumsBad() {
        return anomalies.getOrDefault(Anomaly.CHECKSUM_MISMATCH, 0L);
    }

    /** {@return holes in the exchange's numbering} */
    public long gaps() {
        return anomalies.getOrDefault(Anomaly.SEQUENCE_GAP, 0L);
    }

    /** {@return frames that led to nothing, and messages that ended an epoch, by reason; without gaps and checksums} */
    public Map<String, Long> decodeErrors() {
        final Map<String, Long> errors = new TreeMap<>();
        unread.forEach((why, count) -> errors.merge(why.name(), count, Long::sum));
        anomalies.forEach((anomaly, count) -> {
            if (anomaly != Anomaly.SEQUENCE_GAP && anomaly != Anomaly.CHECKSUM_MISMATCH) {
                errors.merge(anomaly.name(), count, Long::sum);
            }
        });
        return errors;
    }

    /** Prints a line for each. */
    public void print(PrintStream out) {
        out.println("frames: " + frames + (undelivered == 0 ? "" : " (" + undelivered + " with no connection open)"));
        out.println("decode errors: " + Counts.describe(decodeErrors()));
        out.println("gaps: " + gaps());
        out.println("checksums: good " + checksumsGood + ", bad " + checksumsBad());
    }
}
