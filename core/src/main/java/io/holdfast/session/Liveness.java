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
        /** A ping was not answered in time. */
        UNANSWERED,
        /** Silent up to the limit. */
        SILENT
    }

    private final long silenceLimitNanos;
    private final long pingIntervalNanos;
    private final long pongTimeoutNanos;

    private long lastByteNanos;
    private long askedAtNanos;
    private boolean asked;

    Liveness(ExchangeProfile profile, long nowNanos) {
        silenceLimitNanos = profile.silenceLimit().toNanos();
        pingIntervalNanos = profile.pingInterval().toNanos();
        pongTimeoutNanos = profile.pongTimeout().toNanos();
        lastByteNanos = nowNanos;
    }

    /** Something was received. */
    void heard(long nanos) {
        if (nanos - lastByteNanos > 0) {
            lastByteNanos = nanos;
        }
        asked = false;
    }

    /** The ping that {@link Verdict#ASK} demanded was sent. */
    void asked(long nowNanos) {
        asked = true;
        askedAtNanos = nowNanos;
    }

    Verdict check(long nowNanos) {
        if (nowNanos - lastByteNanos >= silenceLimitNanos) {
            return Verdict.SILENT;
        }
        if (asked) {
            return nowNanos - askedAtNanos >= pongTimeoutNanos ? Verdict.UNANSWERED : Verdict.ALIVE;
        }
        return pingIntervalNanos > 0 && nowNanos - lastByteNanos >= pingIntervalNanos ? Verdict.ASK : Verdict.ALIVE;
    }

    /** {@return nanoseconds until the next check can say anything new; at least 1} */
    long nextCheckNanos(long nowNanos) {
        long next = lastByteNanos + silenceLimitNanos - nowNanos;
        if (asked) {
            next = Math.min(next, askedAtNanos + pongTimeoutNanos - nowNanos);
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
