package io.holdfast.session;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.resilience.CircuitBreaker;
import io.holdfast.resilience.CircuitBreakerPolicy;
import io.holdfast.resilience.CircuitBreakerReason;
import io.holdfast.resilience.CircuitBreakerState;
import io.holdfast.resilience.LagPolicy;
import io.holdfast.resilience.RateBudget;
import io.holdfast.resilience.StalenessPolicy;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all sessions of one exchange have in common: one thread, one writer to the ring, the circuit breaker, the budgets
 * that the exchange counts by address, and its list of instruments. Confined to that thread.
 */
final class Commons {

    private static final Logger LOG = LoggerFactory.getLogger(Commons.class);

    final ExchangeAdapter adapter;
    final ExchangeProfile profile;
    final Transport transport;
    final Scheduler scheduler;
    final Directory directory;
    final EpochWriter epochs;
    final ExchangeBudgets budgets;
    final CircuitBreaker breaker;
    final LocalNetworkGuard.Member network;
    final Catalog catalog;
    final LocalPauses pauses;
    final StalenessPolicy staleness;
    final LagPolicy lag;
    /** Whether the exchange has ever answered a ping. */
    boolean pongsSeen;

    private final SessionListener listener;
    private final List<Session> sessions = new ArrayList<>();
    private boolean httpPaused;
    private long httpResumesAtNanos;

    Commons(
            ExchangeAdapter adapter,
            ExchangeProfile profile,
            Transport transport,
            Scheduler scheduler,
            MarketPublisher publisher,
            Directory directory,
            SessionListener listener,
            ExchangeBudgets budgets,
            CircuitBreakerPolicy breakerPolicy,
            long breakerSeed,
            LocalNetworkGuard guard,
            StalenessPolicy staleness,
            LagPolicy lag,
            @Nullable CatalogFile catalogFile) {
        this.adapter = adapter;
        this.profile = profile;
        this.transport = transport;
        this.scheduler = scheduler;
        this.directory = directory;
        this.listener = listener;
        this.budgets = budgets;
        this.staleness = staleness;
        this.lag = lag;
        this.epochs = new EpochWriter(publisher, scheduler);
        this.breaker = new CircuitBreaker(breakerPolicy, breakerSeed, this::circuitMoved);
        this.network = guard.join();
        this.catalog = new Catalog(this, catalogFile);
        this.pauses = new LocalPauses(scheduler, this::paused);
    }

    void opened(Session session) {
        sessions.add(session);
        pauses.start();
    }

    void closed(Session session) {
        sessions.remove(session);
    }

    void close() {
        catalog.close();
        pauses.stop();
        network.leave();
    }

    void catalogChanged() {
        List.copyOf(sessions).forEach(Session::catalogChanged);
    }

    /** {@return what one connection may send} */
    RateBudget newMessages() {
        final RateBudget shared = budgets.messages();
        return shared != null
                ? shared
                : new RateBudget(
                        profile.outgoingMessages().count(),
                        profile.outgoingMessages().window());
    }

    /**
     * {@return how long until so much may be fetched over HTTP, in nanoseconds; 0 if it may now, and is taken}
     *
     * @param needed whether a subscription waits for it
     */
    long nanosUntilHttp(long now, int weight, boolean needed) {
        if (httpPaused && httpResumesAtNanos - now > 0) {
            return httpResumesAtNanos - now;
        }
        httpPaused = false;
        return budgets.tryHttp(now, weight, needed);
    }

    /** The exchange wants no requests for a while. */
    void pauseHttp(long now, Duration duration) {
        final long untilNanos =
                now + Math.min(duration.toNanos(), Duration.ofDays(7).toNanos());
        if (!httpPaused || untilNanos - httpResumesAtNanos > 0) {
            httpPaused = true;
            httpResumesAtNanos = untilNanos;
        }
    }

    /** A listener that throws is logged and does no harm. */
    void tell(Consumer<SessionListener> call, Object about) {
        try {
            call.accept(listener);
        } catch (RuntimeException e) {
            LOG.error("session listener threw on: {}", about, e);
        }
    }

    /** On whichever thread moved the breaker: the engine's own, or an operator's. */
    private void circuitMoved(
            CircuitBreakerState from, CircuitBreakerState to, CircuitBreakerReason reason, long nowNanos) {
        LOG.info("{} circuit {} -> {} reason={}", adapter.id(), from, to, reason);
        tell(told -> told.onCircuit(adapter.id(), from, to, reason, nowNanos), "circuit " + to);
        if (to != CircuitBreakerState.OPEN && to != CircuitBreakerState.FORCED_OPEN) {
            scheduler.execute(() -> List.copyOf(sessions).forEach(Session::wake));
        }
    }

    private void paused(long pauseNanos, long toldNanos, long now) {
        LOG.warn("{} this process stood still, or its clock was set: {} ms", adapter.id(), toldNanos / 1_000_000);
        tell(told -> told.onLocalPause(adapter.id(), toldNanos, now), "local pause");
        List.copyOf(sessions).forEach(session -> session.excuse(pauseNanos, now));
    }
}
