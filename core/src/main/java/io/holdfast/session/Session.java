package io.holdfast.session;

import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.feed.Reason;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.LagPolicy;
import io.holdfast.resilience.RateBudget;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.Transport;
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

    private static final long STOP_LIMIT_SECONDS = 2;
    /** After a pause of so long nothing that was delivered before counts as current. */
    private static final long DISTRUST_AFTER_PAUSE_NANOS = 5_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    final SessionSettings settings;
    final Commons commons;
    final SubscriptionRegistry registry;
    final SessionCounters counters = new SessionCounters();

    final Trust trust;
    final Quarantine quarantine;
    final LagWatch lag;
    final Poison poison = new Poison(this);
    /** Whether the exchange could not stomach subscriptions in the URL. */
    boolean urlRefused;

    private final boolean alone;
    private final Admission admission;
    private final Retry retry;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final Standing standing;
    private boolean started;
    private boolean hasBeenLive;
    private int endpointIndex;
    private @Nullable Link link;

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
                        ExchangeBudgets.of(settings.profile(), attempts, null),
                        CircuitBreakerPolicy.DEFAULT,
                        0,
                        new LocalNetworkGuard(),
                        FeedSettings.STALENESS,
                        LagPolicy.DEFAULT,
                        null),
                random,
                true);
        commons.breaker.disable(scheduler.nanos()); // its own backoff is enough for one
    }

    private Session(SessionSettings settings, Commons commons, RandomGenerator random, boolean alone) {
        this.settings = settings;
        this.commons = commons;
        this.alone = alone;
        this.trust = new Trust(this);
        this.lag = new LagWatch(this, commons.lag);
        this.registry = new SubscriptionRegistry(trust, counters, commons.staleness);
        this.quarantine = new Quarantine(commons.scheduler, this::released);
        this.admission = new Admission(commons);
        this.retry = new Retry(this, random, () -> connect(Reason.RETRY_DUE));
        this.standing = new Standing(this);
    }

    /** Begins to connect. Harmless when repeated. */
    public void start() {
        commons.scheduler.execute(() -> {
            if (standing.state() == SessionState.IDLE && !started) {
                started = true;
                commons.opened(this);
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
        return open == null ? standing.enteredAtNanos() : open.heardNanos();
    }

    /** {@return how it stands; any thread} */
    public SessionStatus status() {
        return standing.status();
    }

    // ---- from the feed, on the session's thread

    void add(Subscription subscription) {
        final Slot slot = registry.add(subscription, commons.directory.instrumentId(subscription.instrument()));
        if (slot == null) {
            return;
        }
        trust.begin(slot);
        if (standing.state().isTerminal()) {
            commons.epochs.refuse(slot, standing.reason());
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
        trust.keep(slot);
        if (link != null) {
            link.removed(slot);
        } else {
            registry.release(slot.id);
        }
    }

    /** The list of instruments was read anew: what was not listed may be now. */
    void catalogChanged() {
        if (link != null) {
            link.added();
        }
    }

    /** The circuit breaker lets somebody try again: not all at the same instant. */
    void wake() {
        if (standing.state() == SessionState.SUSPENDED) {
            retry.waitABit();
        }
    }

    /** This process stood still. */
    void excuse(long pauseNanos, long now) {
        if (pauseNanos >= DISTRUST_AFTER_PAUSE_NANOS) {
            trust.withdraw(Reason.LOCAL_PAUSE);
        }
        if (link != null) {
            link.excuse(pauseNanos, now);
        }
    }

    // ---- from the link, on the session's thread

    void opened(Link from) {
        assert from == link;
        trust.connectionOpened();
        retry.connectionOpened();
        standing.move(SessionState.RESTORING, Reason.OPENED, "");
    }

    /** Every wanted subscription is active or refused. */
    void settled(Link from) {
        if (from == link && standing.state() == SessionState.RESTORING) {
            hasBeenLive = true;
            standing.move(SessionState.LIVE, Reason.RESTORED, "");
            retry.restored();
        }
    }

    /** The connection delivered data. {@return whether the breaker has taken note; otherwise it is to be told again} */
    boolean proven() {
        return admission.proven(commons.scheduler.nanos());
    }

    /** A ping waits for its answer longer than is usual. */
    void suspect(Link from) {
        if (from == link) {
            trust.withdraw(Reason.SUSPECTED);
        }
    }

    /** The link's connection is lost, or its attempt failed. */
    void lost(Link from, Loss told) {
        if (from != link) {
            counters.outdatedCalls++;
            return;
        }
        final Loss loss = trust.isInMaintenance() && !told.planned() ? told.inMaintenance() : told;
        final long now = commons.scheduler.nanos();
        final SessionState state = standing.state();
        final boolean wasOpen = state == SessionState.RESTORING || state == SessionState.LIVE;
        final long silentNanos = wasOpen ? from.silentNanos(now) : Standing.NONE;
        // The end of the epochs comes first: nothing that follows may be read as if it were still whole.
        trust.connectionEnded(loss.reason());
        from.abandon();
        link = null;
        retry.connectionEnded(wasOpen && !loss.planned(), now);
        if (!wasOpen) {
            endpointIndex++; // another host may fare better
        } else if (Losses.mayBeForWhatWeAsked(loss.reason())) {
            poison.connectionEnded(from.subscriptions);
        }
        admission.lost(loss, Comeback.hint(loss, settings.profile()), now);
        decide(loss, now, silentNanos);
    }

    /** {@return attempts since it was last live and stable} */
    int attempt() {
        return retry.attempt();
    }

    @Nullable
    Link link() {
        return link;
    }

    void refreshStatus() {
        standing.refresh();
    }

    Endpoint endpoint() {
        final List<Endpoint> endpoints = settings.profile().streams();
        return endpoints.get(Math.floorMod(endpointIndex, endpoints.size()));
    }

    // ---- decisions

    private void decide(Loss loss, long now, long silentNanos) {
        final Comeback comeback = retry.after(
                loss,
                now,
                commons.budgets.nanosUntilAttempt(now, hasBeenLive),
                commons.breaker.nanosUntilPermitted(now));
        switch (comeback.kind()) {
            case WAIT -> {
                standing.move(
                        SessionState.WAITING, comeback.reason(), comeback.detail(), comeback.waitNanos(), silentNanos);
                retry.waitFor(comeback.waitNanos());
            }
            case SUSPEND -> suspend(comeback.reason(), comeback.detail(), comeback.waitNanos(), silentNanos);
            case FAIL -> fail(comeback, silentNanos);
        }
    }

    private void fail(Comeback comeback, long silentNanos) {
        standing.move(SessionState.FAILED, comeback.reason(), comeback.detail(), Standing.NONE, silentNanos);
        trust.giveUp(comeback.reason());
    }

    private void suspend(Reason why, String evidence, long circuitNanos, long silentNanos) {
        final boolean known = circuitNanos != Long.MAX_VALUE; // forced open: until somebody says otherwise
        if (standing.state() != SessionState.SUSPENDED) {
            standing.move(SessionState.SUSPENDED, why, evidence, known ? circuitNanos : Standing.NONE, silentNanos);
        }
        retry.cancel();
        if (known) {
            retry.waitFor(circuitNanos);
        }
    }

    private void connect(Reason why) {
        if (standing.state().isTerminal()) {
            return;
        }
        final long now = commons.scheduler.nanos();
        final Admission.Verdict verdict = admission.ask(now, hasBeenLive);
        if (retry.isTooLate(now, admission.waitNanos())) {
            admission.cancel(now);
            fail(retry.exhausted(standing.reason() + " " + standing.evidence()), Standing.NONE);
            return;
        }
        if (verdict != Admission.Verdict.GRANTED) {
            retry.delayed();
        }
        switch (verdict) {
            case GRANTED -> {
                retry.begins();
                standing.nextGeneration();
                standing.move(SessionState.CONNECTING, why, endpoint().toString());
                link = new Link(this);
                link.begin();
            }
            case BUDGET -> waitOn(Reason.BUDGET_EXHAUSTED);
            case LOCAL_NETWORK -> waitOn(Reason.LOCAL_NETWORK);
            case CIRCUIT -> suspend(Reason.BREAKER_OPEN, "", admission.waitNanos(), Standing.NONE);
        }
    }

    private void waitOn(Reason why) {
        if (standing.state() == SessionState.IDLE) {
            standing.move(SessionState.WAITING, why, "", admission.waitNanos(), Standing.NONE);
        }
        retry.waitFor(admission.waitNanos());
    }

    void stopNow() {
        if (standing.state() == SessionState.STOPPED) {
            return;
        }
        trust.connectionEnded(Reason.STOPPED);
        registry.all().forEach(trust::keep);
        retry.cancel();
        if (link != null) {
            link.close();
            link = null;
        }
        admission.cancel(commons.scheduler.nanos());
        standing.move(SessionState.STOPPED, Reason.STOPPED, "");
        commons.closed(this);
        if (alone) {
            commons.close();
        }
        stopped.countDown();
    }

    private void released(Slot slot) {
        if (link != null) {
            link.added();
        }
    }
}
