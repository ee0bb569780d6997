package io.holdfast;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.Reason;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.CircuitBreakerReason;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.session.EpochChange;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import io.holdfast.time.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the trading gates of one exchange: its own and those of its instruments.
 *
 * <p>Told by the exchange's feed, on the feed's thread; there alone gates open, and there alone the ring and listeners
 * are told. Operators may shut a gate from any thread. The lock is held for a step per instrument at most, and never
 * while anybody is told anything.
 */
final class GateKeeper implements SessionListener {

    private static final long NEVER = Long.MAX_VALUE;
    /** Gates that become due shortly after one another open together. */
    private static final long STEP_NANOS = 5_000_000L;

    private static final long LONGEST_TICK_NANOS = 250_000_000L;
    private static final long SHORTEST_TICK_NANOS = 1_000_000L;

    private final String exchange;
    private final long freshNanos;
    private final long reopenNanos;
    private final long tickNanos;
    private final Scheduler scheduler;
    private final LongSupplier heardNanos;
    private final GateAnnouncer announcer;
    private final TradingGate gate;

    // Guarded by this object.
    private final Map<Instrument, GatedInstrument> instruments = new LinkedHashMap<>();
    private final Map<String, SessionTransition> sessions = new TreeMap<>();
    private final ArrayDeque<GateChange> untold = new ArrayDeque<>();
    private boolean breakerOpen;
    private @Nullable Reason losing;
    private boolean paused;
    private long pausedNanos;
    private boolean closed;

    // Confined to the feed's thread.
    private Scheduler.Timer tickTimer = Scheduler.Timer.NONE;
    private Scheduler.Timer reopenTimer = Scheduler.Timer.NONE;
    private long reopenDueNanos;

    /**
     * Makes a keeper; all its gates are shut.
     *
     * @param freshNanos how long nothing may be heard before gates shut
     * @param reopenNanos how long everything must have been well before a gate opens
     * @param scheduler  the feed's
     * @param publisher  used on the feed's thread alone
     * @param heardNanos monotonic time at which the exchange was last heard on every session; feed's thread
     */
    GateKeeper(
            String exchange,
            long freshNanos,
            long reopenNanos,
            Scheduler scheduler,
            MarketPublisher publisher,
            LongSupplier heardNanos,
            GateListener listener) {
        this.exchange = exchange;
        this.freshNanos = freshNanos;
        this.reopenNanos = reopenNanos;
        this.tickNanos = Math.max(SHORTEST_TICK_NANOS, Math.min(LONGEST_TICK_NANOS, freshNanos / 4));
        this.scheduler = scheduler;
        this.heardNanos = heardNanos;
        this.announcer = new GateAnnouncer(scheduler, publisher, listener);
        this.gate = new TradingGate(this, exchange, null, scheduler.nanos());
    }

    TradingGate gate() {
        return gate;
    }

    /** {@return the gate of an instrument; shut for ever if the instrument is never wanted} */
    synchronized TradingGate gate(Instrument instrument) {
        return instrument(instrument).gate;
    }

    /** {@return all gates: the exchange's, then its instruments'} */
    synchronized List<TradingGate> gates() {
        final List<TradingGate> gates = new ArrayList<>(instruments.size() + 1);
        gates.add(gate);
        instruments.values().forEach(one -> gates.add(one.gate));
        return gates;
    }

    synchronized void want(Subscription subscription, int instrumentId) {
        final GatedInstrument one = instrument(subscription.instrument());
        one.id = instrumentId;
        one.wanted.add(subscription.channel());
    }

    void unwant(Subscription subscription) {
        scheduler.execute(() -> change(now -> {
            final GatedInstrument one = instruments.get(subscription.instrument());
            if (one != null) {
                one.wanted.remove(subscription.channel());
                one.live.remove(subscription.channel());
                if (one.wanted.isEmpty()) {
                    one.reason = Reason.UNSUBSCRIBED;
                }
            }
        }));
    }

    // ---- told by the feed

    @Override
    public void onTransition(SessionTransition transition) {
        change(now -> {
            losing = null;
            sessions.values().removeIf(session -> session.to() == SessionState.STOPPED);
            sessions.put(transition.session(), transition);
        });
        watch();
    }

    /** Before the STALE of an epoch can be read; and, by its reason, before the STALE of all others of a connection. */
    @Override
    public void onEpoch(EpochChange epoch) {
        final long now = scheduler.nanos();
        final boolean first;
        synchronized (this) {
            final GatedInstrument one = instrument(epoch.subscription().instrument());
            one.onEpoch(epoch);
            first = losing == null && epoch.status() == FeedStatus.STALE && concernsConnection(epoch.reason());
            if (first) {
                losing = epoch.reason();
                judge(now);
            } else {
                judge(one, now);
            }
        }
        tell();
        if (first) {
            scheduler.execute(() -> change(later -> losing = null)); // by then the session has moved, if it was lost
        }
    }

    @Override
    public void onLocalPause(String pausedExchange, long pauseNanos, long atNanos) {
        change(now -> {
            paused = true;
            pausedNanos = atNanos;
        });
    }

    @Override
    public void onCircuit(
            String movedExchange,
            CircuitBreakerState from,
            CircuitBreakerState to,
            CircuitBreakerReason reason,
            long atNanos) {
        onBreaker(
                switch (to) {
                    case CLOSED, DISABLED, METRICS_ONLY -> true;
                    case OPEN, HALF_OPEN, FORCED_OPEN -> false;
                });
    }

    /** The circuit breaker has moved. Any thread; when this returns, no gate reads open unless it is closed. */
    void onBreaker(boolean isClosed) {
        synchronized (this) {
            breakerOpen = !isClosed;
            if (breakerOpen) {
                shutAll();
            }
        }
        scheduler.execute(() -> change(now -> {}));
    }

    /** Shuts all gates for good. Feed's thread. */
    void close() {
        change(now -> closed = true);
        tickTimer.cancel();
        reopenTimer.cancel();
        announcer.close();
    }

    // ---- told by operators, on any thread

    void forceShut(TradingGate which, String because) {
        synchronized (this) {
            which.forcedBecause = because;
            if (which == gate) {
                shutAll();
            } else {
                which.shut();
            }
        }
        scheduler.execute(() -> change(now -> {}));
    }

    void release(TradingGate which) {
        synchronized (this) {
            which.forcedBecause = null;
            which.well = false; // the patience begins anew
        }
        scheduler.execute(() -> change(now -> {}));
    }

    // ---- feed's thread

    /** A change of what gates depend on, handed the time. */
    private interface Change {
        void make(long nowNanos);
    }

    private void change(Change change) {
        final long now = scheduler.nanos();
        synchronized (this) {
            change.make(now);
            judge(now);
        }
        tell();
    }

    /** Shuts what must shut, the exchange's gate first, and opens what has been well for long enough. */
    private void judge(long now) {
        final Reason concern = concern(now);
        if (concern != null) {
            shutAll(); // every gate is shut before the first change is told
        }
        long leftNanos = judge(gate, null, concern, now);
        for (final GatedInstrument one : instruments.values()) {
            leftNanos = Math.min(leftNanos, judge(one.gate, one, concern, now));
        }
        reopenTimer.cancel();
        reopenDueNanos = now + leftNanos;
        reopenTimer = leftNanos == NEVER ? Scheduler.Timer.NONE : reopenIn(leftNanos);
    }

    /** The same where only one instrument has changed: an exchange may have thousands. */
    private void judge(GatedInstrument one, long now) {
        final long leftNanos = judge(one.gate, one, concern(now), now);
        if (leftNanos != NEVER && (reopenTimer == Scheduler.Timer.NONE || reopenDueNanos - now > leftNanos)) {
            reopenTimer.cancel();
            reopenDueNanos = now + leftNanos;
            reopenTimer = reopenIn(leftNanos);
        }
    }

    private Scheduler.Timer reopenIn(long leftNanos) {
        return scheduler.schedule(() -> change(later -> {}), Math.max(leftNanos, Math.min(reopenNanos, STEP_NANOS)));
    }

    /** {@return nanoseconds until this gate may open; {@link #NEVER} if time alone does not open it} */
    private long judge(TradingGate which, @Nullable GatedInstrument one, @Nullable Reason ofExchange, long now) {
        final GateChange last = which.status();
        final Reason concern = ofExchange != null || one == null ? ofExchange : one.concern();
        final Reason why = which.forcedBecause != null ? Reason.OPERATOR : concern;
        if (why != null) {
            which.well = false;
            which.shut();
            if (last.open() || last.reason() != why) {
                move(which, one, false, why, ofExchange != null || one == null, now);
            }
            return NEVER;
        }
        if (!which.well) {
            which.well = true;
            which.wellSinceNanos = now;
        }
        if (which.isOpen() && last.open()) {
            return NEVER;
        }
        final long leftNanos = reopenNanos - (now - which.wellSinceNanos);
        if (leftNanos > 0) {
            return leftNanos;
        }
        which.openUntil(heardNanos.getAsLong() + freshNanos);
        move(which, one, true, Reason.RESTORED, gate.status().atNanos() == now, now);
        return NEVER;
    }

    /** {@return what is wrong with the exchange as a whole; null if nothing is} */
    private @Nullable Reason concern(long now) {
        if (closed) {
            return Reason.STOPPED;
        }
        if (breakerOpen) {
            return Reason.BREAKER_OPEN;
        }
        if (losing != null) {
            return losing;
        }
        if (sessions.isEmpty()) {
            return Reason.STARTED;
        }
        for (final SessionTransition session : sessions.values()) {
            if (session.to() != SessionState.LIVE && (session.to() != SessionState.STOPPED || sessions.size() == 1)) {
                return session.to() == SessionState.SUSPENDED ? Reason.BREAKER_OPEN : session.reason();
            }
        }
        final long heard = heardNanos.getAsLong();
        if (paused && heard - pausedNanos <= 0) {
            return Reason.LOCAL_PAUSE;
        }
        paused = false;
        if (now - heard >= freshNanos) {
            return Reason.SUSPECTED;
        }
        return gate.forcedBecause == null ? null : Reason.OPERATOR;
    }

    private void move(
            TradingGate which,
            @Nullable GatedInstrument one,
            boolean open,
            Reason reason,
            boolean ofExchange,
            long now) {
        final GateChange last = which.status();
        final String because = which.forcedBecause != null ? which.forcedBecause : gate.forcedBecause;
        final GateChange change = new GateChange(
                exchange,
                one == null ? null : last.instrument(),
                open,
                reason,
                reason == Reason.OPERATOR && because != null ? because : "",
                one == null ? 0 : one.epoch,
                ofExchange,
                now);
        which.moved(change);
        if (last.open() != open) { // that it stays shut for another reason is no change of the gate
            untold.add(change);
        }
    }

    private void shutAll() {
        gate.shut();
        instruments.values().forEach(one -> one.gate.shut());
    }

    private void tell() {
        while (true) {
            final GateChange change;
            final GatedInstrument one;
            synchronized (this) {
                change = untold.poll();
                one = change == null || change.instrument() == null ? null : instruments.get(change.instrument());
            }
            if (change == null) {
                return;
            }
            announcer.announce(change, one);
        }
    }

    /** Starts to look at freshness; stops by itself while a session is not live, for then gates are shut anyway. */
    private void watch() {
        tickTimer.cancel();
        synchronized (this) {
            if (closed || sessions.values().stream().noneMatch(session -> session.to() == SessionState.LIVE)) {
                return;
            }
        }
        tickTimer = scheduler.schedule(this::tick, tickNanos);
    }

    private void tick() {
        change(now -> {
            final long until = heardNanos.getAsLong() + freshNanos;
            renew(gate, until);
            instruments.values().forEach(one -> renew(one.gate, until));
        });
        watch();
    }

    private static void renew(TradingGate which, long untilNanos) {
        if (which.isOpen()) {
            which.openUntil(untilNanos);
        }
    }

    private GatedInstrument instrument(Instrument instrument) {
        return instruments.computeIfAbsent(
                instrument, name -> new GatedInstrument(new TradingGate(this, exchange, name, scheduler.nanos())));
    }

    /** {@return whether an epoch that ends for this reason ends with its connection} */
    private static boolean concernsConnection(Reason reason) {
        return switch (reason) {
            case SEQUENCE_GAP,
                    CHECKSUM_MISMATCH,
                    CROSSED_BOOK,
                    SNAPSHOT_UNUSABLE,
                    MALFORMED,
                    NUMBER_OUT_OF_RANGE,
                    OVERFLOW,
                    NOT_LISTED,
                    CHANNEL_NOT_OFFERED,
                    REJECTED,
                    SUBSCRIBE_TIMEOUT,
                    UNSUBSCRIBED -> false;
            default -> true;
        };
    }
}
