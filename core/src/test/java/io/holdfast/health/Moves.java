package io.holdfast.health;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionStatus;
import io.holdfast.session.SessionTransition;
import java.time.Duration;

/** What sessions would tell, in a few words. Time begins shortly before the monotonic clock wraps. */
final class Moves {

    static final long START = Long.MAX_VALUE - Duration.ofSeconds(10).toNanos();
    static final long WALL = 1_767_225_600_000_000_000L;
    static final Subscription BTC = new Subscription(Instrument.of("BTC/USDT"), Channel.TOP_OF_BOOK);

    private Moves() {}

    static long at(double seconds) {
        return START + Math.round(seconds * 1e9);
    }

    static SessionTransition move(String session, SessionState from, SessionState to, Reason reason, long atNanos) {
        final String exchange = session.substring(0, session.indexOf('-'));
        final long silentNanos =
                from == SessionState.LIVE ? Duration.ofMillis(700).toNanos() : -1;
        return new SessionTransition(session, exchange, 1, from, to, reason, "", 1, 0, -1, silentNanos, atNanos);
    }

    static SessionTransition connecting(String session, double seconds) {
        return move(session, SessionState.IDLE, SessionState.CONNECTING, Reason.STARTED, at(seconds));
    }

    static SessionTransition live(String session, double seconds) {
        return move(session, SessionState.RESTORING, SessionState.LIVE, Reason.RESTORED, at(seconds));
    }

    static SessionTransition lost(String session, Reason reason, double seconds) {
        return move(session, SessionState.LIVE, SessionState.WAITING, reason, at(seconds));
    }

    static EpochChange epoch(String session, FeedStatus status, Reason reason, double seconds) {
        return new EpochChange(
                session, session.substring(0, session.indexOf('-')), BTC, 1, status, reason, at(seconds));
    }

    static SessionStatus counted(String session, long frames, long conflated) {
        return new SessionStatus(
                session,
                session.substring(0, session.indexOf('-')),
                SessionState.LIVE,
                Reason.RESTORED,
                "",
                START,
                1,
                0,
                1,
                1,
                0,
                frames,
                0,
                0,
                conflated,
                0,
                0,
                0);
    }
}
