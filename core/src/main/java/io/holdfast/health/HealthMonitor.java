package io.holdfast.health;

import static java.util.Objects.requireNonNull;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketHandler;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.CircuitBreakerReason;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionStatus;
import io.holdfast.session.SessionTransition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the sessions of any number of exchanges, sums up how well they were kept, and raises alerts.
 *
 * <p>Fed by sessions on their threads, and by {@link #tick} about once a second on any one thread. Read from any thread.
 * Nothing here is called for each message, but for {@link #probe()}, which is a handler of its own.
 */
public final class HealthMonitor implements SessionListener {

    /** How often {@link #tick} is to be called: once a second. */
    public static final Duration TICK_INTERVAL = Duration.ofSeconds(1);

    private static final int MOST_EVENTS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(HealthMonitor.class);

    private final Map<String, ExchangeTrack> exchanges = new LinkedHashMap<>(); // guarded by itself
    private final ArrayDeque<HealthEvent> events = new ArrayDeque<>(); // guarded by itself; newest first
    private final AlertBook alerts; // guarded by itself
    private final List<AlertListener> listeners = new CopyOnWriteArrayList<>();
    private final FeedProbe probe = new FeedProbe();
    private long eventsAdded; // guarded by events

    /** Makes a monitor that has seen nothing. */
    public HealthMonitor(AlertPolicy policy) {
        alerts = new AlertBook(requireNonNull(policy, "policy"));
    }

    /** Adds a listener to alerts. */
    public void addListener(AlertListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
    }

    /** {@return a handler for the ring, through which the age and the latency of prices become known} */
    public MarketHandler probe() {
        return probe;
    }

    @Override
    public void onTransition(SessionTransition transition) {
        track(transition.exchange(), transition.atNanos()).onTransition(transition);
        note(
                transition.atNanos(),
                transition.exchange(),
                HealthEvent.Kind.TRANSITION,
                transition.session() + " " + transition.from() + " → " + transition.to() + " " + transition.reason()
                        + " after " + Text.duration(transition.heldNanos())
                        + (transition.retryInNanos() >= 0
                                ? ", next attempt in " + Text.duration(transition.retryInNanos())
                                : ""),
                transition.detail());
    }

    @Override
    public void onEpoch(EpochChange change) {
        final ExchangeTrack track = known(change.exchange());
        if (track != null) { // a session moves before its first epoch opens
            track.onEpoch(change);
        }
        if (change.status() == FeedStatus.STALE && ExchangeTrack.isGap(change.reason())) {
            note(
                    change.atNanos(),
                    change.exchange(),
                    HealthEvent.Kind.GAP,
                    change.subscription() + " epoch " + change.epoch() + " ended: " + change.reason(),
                    "");
        }
    }

    @Override
    public void onCircuit(
            String exchange,
            CircuitBreakerState from,
            CircuitBreakerState to,
            CircuitBreakerReason reason,
            long atNanos) {
        final ExchangeTrack track = known(exchange);
        if (track != null) {
            track.onCircuit(new CircuitMove(from, to));
        }
        note(
                atNanos,
                exchange,
                HealthEvent.Kind.TRANSITION,
                exchange + " circuit breaker " + from + " → " + to + " " + reason,
                "");
    }

    @Override
    public void onLocalPause(String exchange, long pauseNanos, long atNanos) {
        final ExchangeTrack track = known(exchange);
        if (track != null) {
            track.onLocalPause(pauseNanos, atNanos);
        }
        note(
                atNanos,
                exchange,
                HealthEvent.Kind.PAUSE,
                "this process stood still for " + Text.duration(pauseNanos),
                "");
    }

    /** Adds an event to the log that reports carry: of the gate, or of an operator. */
    public void note(long atNanos, String exchange, HealthEvent.Kind kind, String text, String detail) {
        synchronized (events) {
            events.addFirst(new HealthEvent(++eventsAdded, atNanos, exchange, kind, text, detail));
            if (events.size() > MOST_EVENTS) {
                events.removeLast();
            }
        }
    }

    /**
     * Looks at everything: takes what sessions counted, and raises and clears alerts. About once a second, on one thread.
     *
     * @param statuses   how all sessions stand
     * @param nowNanos   monotonic time
     * @param epochNanos wall time, for people alone
     */
    public void tick(Collection<SessionStatus> statuses, long nowNanos, long epochNanos) {
        for (final SessionStatus status : statuses) {
            final ExchangeTrack track = known(status.exchange());
            if (track != null) {
                track.sample(status, nowNanos);
            }
        }
        for (final Map.Entry<String, ExchangeTrack> entry : tracks().entrySet()) {
            entry.getValue().tick(nowNanos);
            final ExchangeHealth health = entry.getValue().read(nowNanos, probe.read(entry.getKey()));
            final List<Alert> changes;
            synchronized (alerts) {
                changes = alerts.look(health, nowNanos, epochNanos);
            }
            changes.forEach(change -> tell(change, nowNanos));
        }
    }

    /** Forgets a subscription that is wanted no more. */
    public void remove(String exchange, Subscription subscription) {
        final ExchangeTrack track = known(exchange);
        if (track != null) {
            track.forget(subscription);
        }
    }

    /** Forgets an exchange: its figures, and its alerts, which are cleared. */
    public void remove(String exchange, long nowNanos) {
        synchronized (exchanges) {
            exchanges.remove(exchange);
        }
        final List<Alert> cleared;
        synchronized (alerts) {
            cleared = alerts.forget(exchange, nowNanos);
        }
        synchronized (events) {
            events.removeIf(event -> event.exchange().equals(exchange));
        }
        cleared.forEach(alert -> tell(alert, nowNanos));
    }

    /**
     * {@return the health of all exchanges}
     *
     * @param nowNanos   monotonic time
     * @param epochNanos wall time, for people alone
     */
    public HealthReport report(long nowNanos, long epochNanos) {
        final List<ExchangeHealth> read = new ArrayList<>();
        tracks().forEach((id, track) -> read.add(track.read(nowNanos, probe.read(id))));
        final List<Alert> active;
        final List<Alert> over;
        synchronized (alerts) {
            active = alerts.active();
            over = alerts.over();
        }
        final List<HealthEvent> happened;
        synchronized (events) {
            happened = List.copyOf(events);
        }
        return new HealthReport(nowNanos, epochNanos, List.copyOf(read), active, over, happened);
    }

    private void tell(Alert alert, long nowNanos) {
        final String text = (alert.cleared() ? "cleared " : "raised ") + alert.rule() + ": " + alert.message();
        note(nowNanos, alert.exchange(), HealthEvent.Kind.ALERT, text, "");
        if (alert.cleared()) {
            LOG.info(
                    "alert {} cleared after {}: {} {}",
                    alert.id(),
                    Text.duration(alert.lastedNanos(nowNanos)),
                    alert.exchange(),
                    alert.rule());
        } else {
            LOG.warn("alert {} raised: {} {}: {}", alert.id(), alert.exchange(), alert.rule(), alert.message());
        }
        for (final AlertListener listener : listeners) {
            try {
                listener.onAlert(alert);
            } catch (RuntimeException e) {
                LOG.error("alert listener threw on: {}", alert, e);
            }
        }
    }

    private ExchangeTrack track(String exchange, long nowNanos) {
        synchronized (exchanges) {
            return exchanges.computeIfAbsent(exchange, id -> new ExchangeTrack(id, nowNanos));
        }
    }

    private @Nullable ExchangeTrack known(String exchange) {
        synchronized (exchanges) {
            return exchanges.get(exchange);
        }
    }

    private Map<String, ExchangeTrack> tracks() {
        synchronized (exchanges) {
            return new LinkedHashMap<>(exchanges);
        }
    }
}
