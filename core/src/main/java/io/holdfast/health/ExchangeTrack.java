package io.holdfast.health;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.market.Subscription;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionStatus;
import io.holdfast.session.SessionTransition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything known of one exchange. Any thread: sessions of one exchange may live on several, and readers on others. The
 * lock is held for a few dozen steps, and never while anybody is told anything.
 */
final class ExchangeTrack {

    private final String exchange;
    private final WindowSums sums;
    private final Timeline timeline;
    private final Map<String, SessionTransition> sessions = new TreeMap<>();
    private final Map<String, SessionStatus> samples = new TreeMap<>();
    private final Map<Subscription, SubscriptionTrack> subscriptions = new LinkedHashMap<>();
    private final Map<Reason, Long> disconnects = new EnumMap<>(Reason.class);
    private final Map<Reason, Long> failedAttempts = new EnumMap<>(Reason.class);
    private final Map<Reason, Long> gaps = new EnumMap<>(Reason.class);
    private final Map<CircuitMove, Long> circuitMoves = new HashMap<>();
    private final DurationRecorder pauses = new DurationRecorder();
    private final DurationRecorder detect = new DurationRecorder();
    private final DurationRecorder recover = new DurationRecorder();
    private long attempts;
    private long restores;
    private long sinceNanos;
    private long lostNanos;
    private boolean lost;
    private long lastTickNanos;

    ExchangeTrack(String exchange, long startNanos) {
        this.exchange = exchange;
        this.sums = new WindowSums(startNanos);
        this.timeline = new Timeline(startNanos);
        this.sinceNanos = startNanos;
        this.lastTickNanos = startNanos;
    }

    synchronized void onTransition(SessionTransition transition) {
        final long now = transition.atNanos();
        sessions.values().removeIf(session -> session.to() == SessionState.STOPPED);
        sessions.put(transition.session(), transition);
        if (transition.to() == SessionState.CONNECTING) {
            attempts++;
        } else if (transition.to() == SessionState.LIVE) {
            restores++;
        } else if (isLoss(transition.to())) {
            countLoss(transition, now);
        }
        moveTo(availabilityNow(), now);
        showTimeline(now);
    }

    synchronized void onEpoch(EpochChange change) {
        final SubscriptionTrack known = subscriptions.get(change.subscription());
        if (change.reason() == Reason.UNSUBSCRIBED || change.reason() == Reason.STOPPED) {
            subscriptions.remove(change.subscription());
        } else if (known == null) {
            subscriptions.put(change.subscription(), new SubscriptionTrack(change));
        } else {
            known.onEpoch(change);
        }
        if (change.status() == FeedStatus.STALE && isGap(change.reason())) {
            gaps.merge(change.reason(), 1L, Long::sum);
            sums.count(WindowSums.GAPS, change.atNanos(), 1);
        }
        showTimeline(change.atNanos());
    }

    synchronized void onCircuit(CircuitMove move) {
        circuitMoves.merge(move, 1L, Long::sum);
    }

    synchronized void onLocalPause(long pauseNanos, long atNanos) {
        pauses.record(pauseNanos);
        sums.excuse(atNanos - pauseNanos, atNanos);
        timeline.excuse(atNanos - pauseNanos, atNanos);
    }

    /** Takes what a session counted since the last sample. */
    synchronized void sample(SessionStatus status, long nowNanos) {
        final SessionStatus before = samples.put(status.session(), status);
        final long framesBefore = before == null ? 0 : before.frames();
        final long droppedBefore = before == null ? 0 : before.conflated() + before.overflowed();
        sums.count(WindowSums.FRAMES, nowNanos, Math.max(0, status.frames() - framesBefore));
        sums.count(WindowSums.DROPPED, nowNanos, Math.max(0, status.conflated() + status.overflowed() - droppedBefore));
    }

    synchronized void forget(Subscription subscription) {
        subscriptions.remove(subscription);
    }

    /** Settles the time up to the tick before: a pause in between may still be reported. */
    synchronized void tick(long nowNanos) {
        sums.settle(lastTickNanos);
        lastTickNanos = nowNanos;
    }

    synchronized ExchangeHealth read(long nowNanos, FeedProbe.Reading prices) {
        final List<SubscriptionHealth> read = new ArrayList<>(subscriptions.size());
        subscriptions.values().forEach(track -> read.add(track.read(nowNanos)));
        return new ExchangeHealth(
                exchange,
                sums.state(),
                sinceNanos,
                List.copyOf(sessions.values()),
                sums.read(nowNanos),
                attempts,
                restores,
                Map.copyOf(disconnects),
                Map.copyOf(failedAttempts),
                Map.copyOf(gaps),
                Map.copyOf(circuitMoves),
                pauses.stats(),
                detect.stats(),
                recover.stats(),
                Arrays.stream(recover.recent()).boxed().toList(),
                prices.ageNanos(nowNanos),
                prices.latency(),
                prices.events(),
                List.copyOf(read),
                timeline.read(nowNanos));
    }

    private void countLoss(SessionTransition transition, long now) {
        if (transition.from() == SessionState.LIVE || transition.from() == SessionState.RESTORING) {
            disconnects.merge(transition.reason(), 1L, Long::sum);
            sums.count(WindowSums.DISCONNECTS, now, 1);
            if (transition.silentNanos() >= 0) {
                detect.record(transition.silentNanos());
            }
        } else if (transition.from() == SessionState.CONNECTING) {
            failedAttempts.merge(transition.reason(), 1L, Long::sum);
        }
    }

    private void moveTo(Availability next, long now) {
        final Availability before = sums.state();
        if (next == before) {
            return;
        }
        if (before == Availability.UP && next == Availability.DOWN) {
            lost = true;
            lostNanos = now;
        } else if (next == Availability.UP && lost) {
            lost = false;
            recover.record(Math.max(0, now - lostNanos));
        } else if (next == Availability.UNWANTED) {
            lost = false;
        }
        sums.moveTo(next, now);
        sinceNanos = now;
    }

    private Availability availabilityNow() {
        Availability found = Availability.UNWANTED;
        for (final SessionTransition session : sessions.values()) {
            if (session.to() == SessionState.LIVE) {
                found = found == Availability.UNWANTED ? Availability.UP : found;
            } else if (session.to() != SessionState.STOPPED && session.to() != SessionState.IDLE) {
                found = Availability.DOWN;
            }
        }
        return found;
    }

    private void showTimeline(long now) {
        timeline.moveTo(
                switch (sums.state()) {
                    case UP -> anyStale() ? TimelineState.STALE : TimelineState.LIVE;
                    case DOWN -> TimelineState.DOWN;
                    case UNKNOWN -> TimelineState.UNKNOWN;
                    case UNWANTED -> TimelineState.UNWANTED;
                },
                now);
    }

    private boolean anyStale() {
        for (final SubscriptionTrack subscription : subscriptions.values()) {
            if (subscription.isStale()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLoss(SessionState state) {
        return state == SessionState.WAITING || state == SessionState.SUSPENDED || state == SessionState.FAILED;
    }

    static boolean isGap(Reason reason) {
        return switch (reason) {
            case SEQUENCE_GAP,
                    CHECKSUM_MISMATCH,
                    CROSSED_BOOK,
                    SNAPSHOT_UNUSABLE,
                    MALFORMED,
                    NUMBER_OUT_OF_RANGE,
                    OVERFLOW -> true;
            default -> false;
        };
    }
}
