package io.holdfast.session;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Reason;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What the clock of one connection demands: pings of both kinds, the deadlines of those who must answer, and a new
 * connection before the exchange ends this one for its age. Confined to the session's thread.
 */
final class Pulse {

    /** Of an exchange's lifetime limit, the part after which a connection is replaced. */
    private static final double USED_LIFETIME = 23.0 / 24.0;

    private final Link link;
    private final ExchangeProfile profile;
    private final Scheduler scheduler;
    private final Liveness liveness;
    private final Runnable tick = this::onTick;
    private final long ageNanos;
    private final long applicationPingNanos;

    private @Nullable Connection connection;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private long dueNanos;
    private long openedAtNanos;
    private long applicationPingDueNanos;
    private long pings;

    Pulse(Link link, ExchangeProfile profile) {
        this.link = link;
        this.profile = profile;
        this.scheduler = link.session.commons.scheduler;
        this.liveness = new Liveness(profile, scheduler.nanos());
        this.ageNanos = (long) (profile.maxConnectionAge().toNanos() * USED_LIFETIME);
        this.applicationPingNanos = profile.applicationPingInterval().toNanos();
    }

    /** The connection is open. */
    void opened(Connection opened, long now) {
        connection = opened;
        openedAtNanos = now;
        dueNanos = now;
        applicationPingDueNanos = now + applicationPingNanos;
        liveness.opened(now);
    }

    /** Begins; may end the connection. */
    void start() {
        onTick();
    }

    void cancel() {
        connection = null;
        timer.cancel();
    }

    void heard(long nanos) {
        liveness.heard(nanos);
    }

    /** A pong came, whichever ping it answers: the transport has matched them. */
    void pong() {
        link.session.commons.pongsSeen = true;
        liveness.answered();
    }

    /** Data came, or the application's heartbeat. */
    void proven(long nanos) {
        liveness.proven(nanos);
    }

    long silentNanos(long now) {
        return liveness.silentNanos(now);
    }

    long heardNanos() {
        return liveness.heardNanos();
    }

    /** This process stood still: whoever was silent meanwhile is asked, and given his time from now. */
    void excuse(long now) {
        liveness.excuse(now);
        final Connection open = connection;
        if (open != null) {
            liveness.asked(now);
            ping(open, now);
        }
    }

    private void onTick() {
        if (connection == null) {
            return;
        }
        final long now = scheduler.nanos();
        link.session.commons.pauses.onTimer(dueNanos, now);
        final Connection open = connection;
        if (open == null) {
            return;
        }
        switch (liveness.check(now, link.session.commons.pongsSeen)) {
            case SILENT -> {
                link.lost(Loss.of(Reason.SILENT, "nothing received for " + profile.silenceLimit()));
                return;
            }
            case UNANSWERED -> {
                link.lost(Loss.of(Reason.PONG_MISSING, "no pong within " + profile.pongTimeout()));
                return;
            }
            case UNREACHED -> {
                link.lost(Loss.of(
                        Reason.PONG_MISSING,
                        "data comes, but two pings in a row were not answered: what we send is lost"));
                return;
            }
            case HEARTBEAT_MISSING -> {
                link.lost(Loss.of(Reason.HEARTBEAT_MISSING, "no heartbeat within " + profile.heartbeatLimit()));
                return;
            }
            case SUSPECT -> link.session.suspect(link);
            case ASK -> {
                liveness.asked(now);
                ping(open, now);
            }
            case ASK_BESIDE_DATA -> ping(open, now);
            case ALIVE -> {}
            default -> throw new AssertionError("unhandled verdict");
        }
        if (ageNanos > 0 && now - openedAtNanos >= ageNanos) {
            link.lost(Loss.planned(
                    Reason.LIFETIME_ENDING, "the exchange ends connections after " + profile.maxConnectionAge()));
            return;
        }
        if (applicationPingNanos > 0 && now - applicationPingDueNanos >= 0) {
            link.messages.tryAcquire(now);
            link.protocol.sendApplicationPing(link);
            applicationPingDueNanos = now + applicationPingNanos;
        }
        link.session.refreshStatus();
        final long waitNanos = untilNextTick(now);
        dueNanos = now + waitNanos;
        timer = scheduler.schedule(tick, waitNanos);
    }

    private void ping(Connection open, long now) {
        link.messages.tryAcquire(now);
        open.ping(++pings);
        liveness.sent(now);
    }

    private long untilNextTick(long now) {
        long next = liveness.nextCheckNanos(now);
        if (ageNanos > 0) {
            next = Math.min(next, openedAtNanos + ageNanos - now);
        }
        if (applicationPingNanos > 0) {
            next = Math.min(next, applicationPingDueNanos - now);
        }
        return Math.max(1, next);
    }
}
