package io.holdfast.session;

import io.holdfast.exchange.Refusal;
import io.holdfast.feed.Directory;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.Reason;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.Backoff;
import io.holdfast.resilience.RateBudget;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervises the connections to one exchange, one after another: decides when to connect, and says why it moves.
 *
 * <p>What happens on one connection is its {@link Link}'s; what is wanted and what was published outlive it and stand
 * here. Everything runs on the scheduler's thread; {@link #start}, {@link #stop}, {@link #subscribe} and
 * {@link #unsubscribe} may be called from any thread and take effect there.
 */
public final class Session {

    private static final long NO_RETRY = -1;
    private static final long STOP_LIMIT_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    final SessionSettings settings;
    final Commons commons;
    final SubscriptionRegistry registry;
    final SessionCounters counters = new SessionCounters();

    private final boolean alone;
    private final Backoff backoff;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private SessionState state = SessionState.IDLE;
    private Reason reason = Reason.STARTED;
    private String detail = "";
    private long enteredAtNanos;
    private int generation;
    private int endpointIndex;
    private @Nullable Link link;
    private Scheduler.Timer retryTimer = Scheduler.Timer.NONE;
    private Scheduler.Timer stableTimer = Scheduler.Timer.NONE;
    private volatile SessionStatus status; // written by the session's thread alone

    /** Makes one of the sessions of a feed; {@link #start} begins its work. */
    Session(SessionSettings settings, Commons commons, RandomGenerator random) {
        this(settings, commons, random, false);
    }

    /**
     * Makes a session that is its exchange's only one; {@link #start} begins its work. {@link ExchangeFeed} makes as
     * many as an exchange needs.
     *
     * @param scheduler one of the transport's
     * @param publisher used on the scheduler's thread
     * @param random    source of jitter; seeded differently for each session
     * @param attempts  connection attempts of the exchange
     */
    public Session(
            SessionSettings settings,
            Transport transport,
            Scheduler scheduler,
            MarketPublisher publisher,
            Directory directory,
            RandomGenerator random,
            RateBudget attempts,
            SessionListener listener) {
        this(
                settings,
                new Commons(
                        settings.adapter(),
                        settings.profile(),
                        transport,
                        scheduler,
                        publisher,
                        directory,
                        listener,
                        attempts,
                        null,
                        () -> {}),
                random,
                true);
    }

    private Session(SessionSettings settings, Commons commons, RandomGenerator random, boolean alone) {
        this.settings = settings;
        this.commons = commons;
        this.alone = alone;
        this.registry = new SubscriptionRegistry(new EpochOwner(), counters);
        this.backoff = new Backoff(settings.backoff(), random);
        this.enteredAtNanos = commons.scheduler.nanos();
        this.status = newStatus();
    }

    /** Begins to connect. Harmless when repeated. */
    public void start() {
        commons.scheduler.execute(() -> {
            if (state == SessionState.IDLE) {
                connect(Reason.STARTED);
            }
        });
    }

    /** Ends everything, in order: epochs first, then the connection. Nothing happens afterwards. */
    public void stop() {
        commons.scheduler.execute(this::stopNow);
    }

    /** Waits until {@link #stop} has taken effect, two seconds at most. Not on the session's thread. */
    public void awaitStopped() {
        try {
            if (!stopped.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("session {}: not stopped within {} s", settings.name(), STOP_LIMIT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wants a subscription; harmless if it is wanted already. */
    public void subscribe(Subscription subscription) {
        commons.scheduler.execute(() -> add(subscription));
    }

    /** Wants a subscription no more; harmless if it was not wanted. */
    public void unsubscribe(Subscription subscription) {
        commons.scheduler.execute(() -> remove(subscription));
    }

    /** {@return monotonic time at which anything was last received; without a connection, of the last move} */
    long heardNanos() {
        final Link open = link;
        return open == null ? enteredAtNanos : open.heardNanos();
    }

    /** {@return how it stands; any thread} */
    public SessionStatus status() {
        return status;
    }

    // ---- from the feed, on the session's thread

    void add(Subscription subscription) {
        final Slot slot = registry.add(subscription, commons.directory.instrumentId(subscription.instrument()));
        if (slot == null) {
            return;
        }
        slot.epoch = commons.directory.lastEpoch(settings.adapter().id(), subscription);
        commons.epochs.adopt(slot);
        if (state.isTerminal()) {
            commons.epochs.refuse(slot, reason);
        } else if (link != null) {
            link.added();
        }
    }

    void remove(Subscription subscription) {
        final Slot slot = registry.remove(subscription);
        if (slot == null) {
            return;
        }
        commons.epochs.close(slot, Reason.UNSUBSCRIBED);
        keepEpoch(slot);
        if (link != null) {
            link.removed(slot);
        } else {
            registry.release(slot.id);
        }
    }

    /** The list of instruments was read anew: what was not listed may be now. */
    void catalogChanged() {
        for (final Slot slot : registry.in(Slot.Wire.REFUSED)) {
            if (slot.wire == null && commons.catalog.find(slot.subscription.instrument()) != null) {
                slot.state = Slot.Wire.PENDING;
            }
        }
        if (link != null) {
            link.added();
        }
    }

    // ---- from the link, on the session's thread

    void opened() {
        moveTo(SessionState.RESTORING, Reason.OPENED, "", NO_RETRY, NO_RETRY);
    }

    /** Every wanted subscription is active or refused. */
    void settled() {
        if (state == SessionState.RESTORING) {
            moveTo(SessionState.LIVE, Reason.RESTORED, "", NO_RETRY, NO_RETRY);
            armStability();
        }
    }

    /** The link's connection is lost, or its attempt failed. */
    void lost(Link from, Loss loss) {
        if (from != link) {
            counters.outdatedCalls++;
            return;
        }
        final long now = commons.scheduler.nanos();
        final boolean wasOpen = state == SessionState.RESTORING || state == SessionState.LIVE;
        final long silentNanos = wasOpen ? from.silentNanos(now) : NO_RETRY;
        // The end of the epochs comes first: nothing that follows may be read as if it were still whole.
        closeEpochs(loss.reason());
        from.abandon();
        link = null;
        stableTimer.cancel();
        if (!wasOpen) {
            endpointIndex++; // another host may fare better
        }
        decide(loss, now, silentNanos);
    }

    void refreshStatus() {
        status = newStatus();
    }

    Endpoint endpoint() {
        final List<Endpoint> endpoints = settings.profile().streams();
        return endpoints.get(Math.floorMod(endpointIndex, endpoints.size()));
    }

    // ---- decisions

    private void decide(Loss loss, long now, long silentNanos) {
        if (loss.refusal() == Refusal.PERMANENT) {
            moveTo(
                    SessionState.FAILED,
                    Reason.REFUSED_FOR_GOOD,
                    loss.reason() + ": " + loss.detail() + " (trying again cannot help: change endpoint, region or"
                            + " configuration)",
                    NO_RETRY,
                    silentNanos);
            return;
        }
        if (backoff.exhausted()) {
            moveTo(
                    SessionState.FAILED,
                    Reason.ATTEMPTS_EXHAUSTED,
                    "failed to connect after " + backoff.attempt() + " attempts; last: " + loss.reason() + " "
                            + loss.detail(),
                    NO_RETRY,
                    silentNanos);
            return;
        }
        if (loss.planned()) {
            backoff.grantImmediateRetry();
        }
        final boolean limited = loss.refusal() == Refusal.RATE_LIMITED;
        final long delayNanos =
                Math.max(backoff.nextDelayNanos(hintNanos(loss)), commons.attempts.nanosUntilAvailable(now, 1));
        moveTo(
                SessionState.WAITING,
                limited ? Reason.RATE_LIMITED : loss.reason(),
                loss.detail(),
                delayNanos,
                silentNanos);
        waitFor(delayNanos);
    }

    private long hintNanos(Loss loss) {
        final Duration asked = loss.retryAfter();
        if (asked != null) {
            return Math.min(asked.toNanos(), Backoff.LONGEST_HINT.toNanos());
        }
        return loss.refusal() == Refusal.RATE_LIMITED || loss.refusal() == Refusal.MAINTENANCE
                ? settings.profile().rateLimitPenalty().toNanos()
                : 0;
    }

    private void waitFor(long delayNanos) {
        retryTimer.cancel();
        if (delayNanos == 0) {
            connect(Reason.RETRY_DUE);
        } else {
            retryTimer = commons.scheduler.schedule(() -> connect(Reason.RETRY_DUE), delayNanos);
        }
    }

    private void connect(Reason why) {
        if (state.isTerminal()) {
            return;
        }
        final long waitNanos = commons.attempts.tryAcquire(commons.scheduler.nanos());
        if (waitNanos > 0) {
            if (state == SessionState.IDLE) {
                moveTo(SessionState.WAITING, Reason.BUDGET_EXHAUSTED, "", waitNanos, NO_RETRY);
            }
            waitFor(waitNanos);
            return;
        }
        generation++;
        moveTo(SessionState.CONNECTING, why, endpoint().toString(), NO_RETRY, NO_RETRY);
        link = new Link(this);
        link.begin();
    }

    private void armStability() {
        stableTimer = commons.scheduler.schedule(
                this::judgeStability, settings.stableAfter().toNanos());
    }

    /** Live for a while is not enough: it must have delivered, or an exchange that only acknowledges would count. */
    private void judgeStability() {
        if (link != null && link.hasDelivered()) {
            backoff.reset();
            backoff.grantImmediateRetry();
            refreshStatus();
        } else {
            armStability();
        }
    }

    void stopNow() {
        if (state == SessionState.STOPPED) {
            return;
        }
        closeEpochs(Reason.STOPPED);
        registry.all().forEach(this::keepEpoch);
        retryTimer.cancel();
        stableTimer.cancel();
        if (link != null) {
            link.close();
            link = null;
        }
        moveTo(SessionState.STOPPED, Reason.STOPPED, "", NO_RETRY, NO_RETRY);
        if (alone) {
            commons.close();
        }
        stopped.countDown();
    }

    /** Whoever wants the subscription next, on whatever session, goes on counting from here. */
    private void keepEpoch(Slot slot) {
        commons.directory.keepEpoch(settings.adapter().id(), slot.subscription, slot.epoch);
    }

    private void closeEpochs(Reason why) {
        for (final Slot slot : registry.all()) {
            commons.epochs.close(slot, why);
            slot.forgetConnection();
        }
        commons.epochs.connectionEnded();
    }

    /** The only place that assigns {@code state}. */
    private void moveTo(SessionState next, Reason why, String evidence, long retryInNanos, long silentNanos) {
        assert commons.scheduler.inThread() : "session " + settings.name() + ": moved on a foreign thread";
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("session " + settings.name() + ": " + state + " -> " + next
                    + " is not a transition (reason: " + why + ")");
        }
        final long now = commons.scheduler.nanos();
        final SessionTransition transition = new SessionTransition(
                settings.name(),
                settings.adapter().id(),
                generation,
                state,
                next,
                why,
                evidence,
                backoff.attempt(),
                now - enteredAtNanos,
                retryInNanos,
                silentNanos,
                now);
        state = next;
        reason = why;
        if (next == SessionState.FAILED) {
            registry.all().forEach(slot -> commons.epochs.refuse(slot, why));
        }
        detail = evidence;
        enteredAtNanos = now;
        refreshStatus();
        tell(transition);
    }

    private void tell(SessionTransition transition) {
        if (LOG.isInfoEnabled()) {
            LOG.info("{}", transition);
        }
        try {
            commons.listener.onTransition(transition);
        } catch (RuntimeException e) {
            LOG.error("session listener threw on: {}", transition, e);
        }
    }

    private final class EpochOwner implements EpochWriter.Owner {

        @Override
        public void epochChanged(Slot slot, FeedStatus status, Reason why) {
            final EpochChange change = new EpochChange(
                    settings.name(),
                    settings.adapter().id(),
                    slot.subscription,
                    slot.epoch,
                    status,
                    why,
                    commons.scheduler.nanos());
            try {
                commons.listener.onEpoch(change);
            } catch (RuntimeException e) {
                LOG.error("session listener threw on: {}", change, e);
            }
        }

        @Override
        public void bookBroken(Slot slot) {
            if (link != null) {
                link.restorer().resync(slot);
            }
        }
    }

    private SessionStatus newStatus() {
        return new SessionStatus(
                settings.name(),
                settings.adapter().id(),
                state,
                reason,
                detail,
                enteredAtNanos,
                generation,
                backoff.attempt(),
                registry.size(),
                registry.count(Slot.Wire.ACTIVE),
                registry.count(Slot.Wire.REFUSED),
                counters.frames,
                counters.unread + counters.ungrounded,
                counters.anomalies,
                counters.conflated,
                counters.overflowed,
                counters.outdatedCalls);
    }
}
