package io.holdfast.session;

import io.holdfast.exchange.ExchangeProfile;

/**
 * Tells a living connection from a dead one: any byte is a sign of life, silence is questioned by a ping, and a ping
 * without an answer, or silence up to the limit, is the end. Now and then a ping goes out although data comes: whether
 * what we send arrives, only an answer to it can tell. Reads no clock; confined to the session's thread.
 */
final class Liveness {

    /** What is to be done now. */
    enum Verdict {
        /** Nothing: wait for {@link Liveness#nextCheckNanos}. */
        ALIVE,
        /** Send a ping. */
        ASK,
        /** Send a ping although data comes. */
        ASK_BESIDE_DATA,
        /** A ping has gone out for some time and nothing came: said once for each ping. */
        SUSPECT,
        /** A ping was not answered in time. */
        UNANSWERED,
        /** Data comes, but two pings in a row were not answered. */
        UNREACHED,
        /** Silent up to the limit. */
        SILENT,
        /** The application's heartbeat is missing, and nothing else speaks for the connection. */
        HEARTBEAT_MISSING
    }

    private static final long LEAST_ROUND_TRIP_LIMIT_NANOS = 10_000_000_000L;

    private final long silenceLimitNanos;
    private final long pingIntervalNanos;
    private final long pongTimeoutNanos;
    private final long suspectNanos;

    private final long heartbeatLimitNanos;
    private final long roundTripIntervalNanos;
    private final long roundTripLimitNanos;

    private long lastByteNanos;
    private long lastProofNanos; // heartbeat or data
    private long askedAtNanos;
    private boolean asked;
    private boolean suspected;
    private long sentAtNanos; // the last ping; or when the connection was opened
    private int unanswered; // pings since the last pong, two at most

    Liveness(ExchangeProfile profile, long nowNanos) {
        silenceLimitNanos = profile.silenceLimit().toNanos();
        pingIntervalNanos = profile.pingInterval().toNanos();
        pongTimeoutNanos = profile.pongTimeout().toNanos();
        suspectNanos = profile.untilSuspected().toNanos();
        heartbeatLimitNanos = profile.heartbeatLimit().toNanos();
        roundTripIntervalNanos = profile.roundTripInterval().toNanos();
        // Longer than a pong's time, for it may stand behind data that is on its way.
        roundTripLimitNanos = Math.max(LEAST_ROUND_TRIP_LIMIT_NANOS, 2 * pongTimeoutNanos);
        opened(nowNanos);
    }

    /** The connection is open: everything counts from now. */
    void opened(long nanos) {
        lastByteNanos = nanos;
        lastProofNanos = nanos;
        asked = false;
        suspected = false;
        sentAtNanos = nanos;
        unanswered = 0;
    }

    /** This process stood still: as if the connection had just been opened. */
    void excuse(long nanos) {
        opened(nanos);
    }

    /** A heartbeat of the application came, or data, which says more. */
    void proven(long nanos) {
        lastProofNanos = nanos;
    }

    /** Something was received. */
    void heard(long nanos) {
        if (nanos - lastByteNanos > 0) {
            lastByteNanos = nanos;
        }
        asked = false;
        suspected = false;
    }

    /** The ping that {@link Verdict#ASK} demanded was sent. */
    void asked(long nowNanos) {
        asked = true;
        suspected = false;
        askedAtNanos = nowNanos;
    }

    /** A ping was sent, for whatever reason. */
    void sent(long nowNanos) {
        sentAtNanos = nowNanos;
        unanswered = Math.min(unanswered + 1, 2);
    }

    /** A pong came. */
    void answered() {
        unanswered = 0;
    }

    /** @param answersPings whether the exchange has ever answered one: one that never does is not to blame for it */
    Verdict check(long nowNanos, boolean answersPings) {
        if (nowNanos - lastByteNanos >= silenceLimitNanos) {
            return Verdict.SILENT;
        }
        if (heartbeatLimitNanos > 0 && nowNanos - lastProofNanos >= heartbeatLimitNanos) {
            return Verdict.HEARTBEAT_MISSING;
        }
        if (asked) {
            if (nowNanos - askedAtNanos >= pongTimeoutNanos) {
                return Verdict.UNANSWERED;
            }
            if (!suspected && nowNanos - askedAtNanos >= suspectNanos) {
                suspected = true;
                return Verdict.SUSPECT;
            }
            return Verdict.ALIVE;
        }
        if (pingIntervalNanos > 0 && nowNanos - lastByteNanos >= pingIntervalNanos) {
            return Verdict.ASK;
        }
        if (roundTripIntervalNanos == 0 || nowNanos - sentAtNanos < roundTripNanos()) {
            return Verdict.ALIVE;
        }
        return unanswered == 2 && answersPings ? Verdict.UNREACHED : Verdict.ASK_BESIDE_DATA;
    }

    /** {@return time from the last ping to what it leads to: the next, or the end} */
    private long roundTripNanos() {
        return unanswered == 0 ? roundTripIntervalNanos : roundTripLimitNanos;
    }

    /** {@return nanoseconds until the next check can say anything new; at least 1} */
    long nextCheckNanos(long nowNanos) {
        long next = lastByteNanos + silenceLimitNanos - nowNanos;
        if (heartbeatLimitNanos > 0) {
            next = Math.min(next, lastProofNanos + heartbeatLimitNanos - nowNanos);
        }
        if (asked) {
            next = Math.min(next, askedAtNanos + (suspected ? pongTimeoutNanos : suspectNanos) - nowNanos);
        } else {
            if (pingIntervalNanos > 0) {
                next = Math.min(next, lastByteNanos + pingIntervalNanos - nowNanos);
            }
            if (roundTripIntervalNanos > 0) {
                next = Math.min(next, sentAtNanos + roundTripNanos() - nowNanos);
            }
        }
        return Math.max(1, next);
    }

    long heardNanos() {
        return lastByteNanos;
    }

    long silentNanos(long nowNanos) {
        return nowNanos - lastByteNanos;
    }
}
