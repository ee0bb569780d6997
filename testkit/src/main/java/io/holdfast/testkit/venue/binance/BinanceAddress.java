package io.holdfast.testkit.venue.binance;

import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.SlidingLimit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What Binance holds against one address: attempts, request weight, and bans that grow with each offence. */
final class BinanceAddress {

    private static final Duration ATTEMPT_WINDOW = Duration.ofMinutes(5);
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long FIRST_BAN = 2 * MINUTE;
    private static final long LONGEST_BAN = 3 * 24 * 60 * MINUTE;
    /** How often one may go on after a 429 before the address is banned; our choice, Binance does not say. */
    private static final int PATIENCE = 5;

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int BANNED = 418;

    private final BinanceRules rules;
    private final SlidingLimit attempts;
    private final SlidingLimit floods = new SlidingLimit(PATIENCE, ATTEMPT_WINDOW);
    private long minute;
    private int weight;
    private int ignored;
    private long bannedUntil;
    private long nextBan = FIRST_BAN;

    BinanceAddress(BinanceRules rules) {
        this.rules = rules;
        this.attempts = new SlidingLimit(rules.connectionAttempts(), ATTEMPT_WINDOW);
    }

    /** Counts an upgrade request. {@return the refusal; null if it is within the limits} */
    @Nullable
    HttpAnswer connect(long nowNanos, long epochNanos) {
        final boolean kept = attempts.count(1, nowNanos);
        if (epochNanos < bannedUntil) {
            return banned(epochNanos);
        }
        return kept ? null : tooMany(attempts.nanosUntilLess(nowNanos));
    }

    /** Counts an HTTP request. {@return the refusal; null if it is within the limits} */
    @Nullable
    HttpAnswer request(int cost, long epochNanos) {
        if (epochNanos < bannedUntil) {
            return banned(epochNanos);
        }
        final long now = epochNanos / MINUTE;
        if (now != minute) {
            minute = now;
            weight = 0;
            ignored = 0;
        }
        weight += cost;
        if (weight <= rules.weightPerMinute()) {
            return null;
        }
        if (++ignored > PATIENCE) {
            ban(epochNanos);
            return banned(epochNanos);
        }
        return tooMany(MINUTE - epochNanos % MINUTE);
    }

    /** Counts a connection that was closed because it sent too much. */
    void flooded(long nowNanos, long epochNanos) {
        if (!floods.count(1, nowNanos)) {
            ban(epochNanos);
        }
    }

    void ban(long epochNanos) {
        bannedUntil = epochNanos + nextBan;
        nextBan = Math.min(LONGEST_BAN, nextBan * 2);
    }

    /** {@return weight used in the present minute} */
    int usedWeight() {
        return weight;
    }

    private HttpAnswer tooMany(long nanos) {
        return HttpAnswer.of(
                        TOO_MANY_REQUESTS,
                        "{\"code\":-1003,\"msg\":\"Too much request weight used; current limit is "
                                + rules.weightPerMinute()
                                + " request weight per 1 MINUTE. Please use WebSocket Streams for live updates to "
                                + "avoid polling the API.\"}")
                .with("Retry-After", Long.toString(seconds(nanos)));
    }

    private HttpAnswer banned(long epochNanos) {
        return HttpAnswer.of(
                        BANNED,
                        "{\"code\":-1003,\"msg\":\"Way too much request weight used; IP banned until "
                                + bannedUntil / 1_000_000
                                + ". Please use WebSocket Streams for live updates to avoid bans.\"}")
                .with("Retry-After", Long.toString(seconds(bannedUntil - epochNanos)));
    }

    private static long seconds(long nanos) {
        return Math.max(1, (nanos + SECOND - 1) / SECOND);
    }
}
