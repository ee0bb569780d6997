package io.holdfast.session;

import io.holdfast.exchange.ExchangeProfile;

/**
 * Tells a living connection from a dead one: any byte is a sign of life, silence is questioned by a ping, and a ping
 * without an answer, or silence up to the limit, is the end. Reads no clock; confined to the session's thread.
 */
final class Liveness {

    /** What is to be done now. */
    enum Verdict {
        /** Nothing: wait for {@link Liveness#nextCheckNanos}. */
        ALIVE,
        /** Send a ping. */
        ASK,
        /** Half of a ping's time is over without any sign: said once for each ping. */
        SUSPECT,
        /** A ping was not answered in time. */
        UNANSWERED,
        /** Silent up to the limit. */
        SILENT,
        /** The application's heartbeat is missing, and nothing else speaks for the connection. */
        HEARTBEAT_MISSING
    }

    private final long silenceLimitNanos;
    private final long pingIntervalNanos;
    private final long pongTimeoutNanos;

    private final long heartbeatLimitNanos;

    private long lastByteNanos;
    private long lastProofNanos; // heartbeat or data
    private long askedAtNanos;
    private boolean asked;
    private boolean suspected;

    Liveness(ExchangeProfile profile, long nowNanos) {
        silenceLimitNanos = profile.silenceLimit().toNanos();
        pingIntervalNanos = profile.pingInterval().toNanos();
        pongTimeoutNanos = profile.pongTimeout().toNanos();
        heartbeatLimitNanos = profile.heartbeatLimit().toNanos();
        opened(nowNanos);
    }

    /** The connection is open: everything counts from now. */
    void opened(long nanos) {
        lastByteNanos = nanos;
        lastProofNanos = nanos;
        asked = false;
        suspected = false;
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

    Verdict check(long nowNanos) {
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
            if (!suspected && nowNanos - askedAtNanos >= pongTimeoutNanos / 2) {
                suspected = true;
                return Verdict.SUSPECT;
            }
            return Verdict.ALIVE;
        }
        return pingIntervalNanos > 0 && nowNanos - lastByteNanos >= pingIntervalNanos ? Verdict.ASK : Verdict.ALIVE;
    }

    /** {@return nanoseconds until the next check can say anything new; at least 1} */
    long nextCheckNanos(long nowNanos) {
        long next = lastByteNanos + silenceLimitNanos - nowNanos;
        if (asked) {
            next = Math.min(next, askedAtNanos + (suspected ? pongTimeoutNanos : pongTimeoutNanos / 2) - nowNanos);
        } else if (pingIntervalNanos > 0) {
            next = Math.min(next, lastByteNanos + pingIntervalNanos - nowNanos);
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
