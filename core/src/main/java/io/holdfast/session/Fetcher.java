package io.holdfast.session;

import io.holdfast.exchange.Refusal;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what one connection's protocol asks for over HTTP, one after another as the exchange's weight allows. Confined
 * to the session's thread.
 */
final class Fetcher {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 64 << 20;
    private static final byte[] NOTHING = {};
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);

    private final Link link;
    private final Commons commons;
    private final ArrayDeque<Fetch> waiting = new ArrayDeque<>();
    private final ArrayDeque<Integer> underWay = new ArrayDeque<>();
    private Scheduler.Timer timer = Scheduler.Timer.NONE;

    Fetcher(Link link) {
        this.link = link;
        this.commons = link.session.commons;
    }

    /** What already waits to be fetched is not fetched twice. */
    void fetch(int id, String target, int weight) {
        final Fetch fetch = new Fetch(id, target, Math.min(weight, commons.httpWeight.limit()));
        if (!waiting.contains(fetch)) {
            waiting.add(fetch);
            if (waiting.size() == 1) {
                pump();
            }
        }
    }

    /** {@return whether something waits to be fetched, or is being fetched, for a subscription} */
    boolean isBusyWith(int id) {
        return underWay.contains(id) || waiting.stream().anyMatch(fetch -> fetch.id == id);
    }

    void cancel() {
        timer.cancel();
        waiting.clear();
    }

    private void pump() {
        while (!waiting.isEmpty()) {
            final long waitNanos = commons.nanosUntilHttp(link.now(), waiting.element().weight);
            if (waitNanos > 0) {
                timer = commons.scheduler.schedule(this::pump, waitNanos);
                return;
            }
            begin(waiting.remove());
        }
    }

    private void begin(Fetch fetch) {
        underWay.add(fetch.id);
        final Endpoint http = commons.profile.http();
        commons.transport.get(
                new HttpRequest(http.withTarget(Link.join(http.target(), fetch.target)), TIMEOUT, MAX_BYTES),
                commons.scheduler,
                new HttpListener() {
                    @Override
                    public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
                        heedRefusal(status, retryAfter);
                        deliver(fetch.id, status, body);
                    }

                    @Override
                    public void onFailed(Disconnect disconnect) {
                        if (!link.isAbandoned()) {
                            LOG.warn("{} fetch failed: {}", link.session.settings.name(), disconnect);
                        }
                        deliver(fetch.id, 0, NOTHING);
                    }
                });
    }

    private void deliver(int id, int status, byte[] body) {
        underWay.removeFirstOccurrence(id);
        if (!link.isAbandoned()) {
            commons.epochs.received(link.now());
            link.protocol.onResource(id, status, body);
            commons.epochs.messageEnded();
        }
    }

    /** A limit that was passed holds for all of the address: nobody fetches anything until it is over. */
    private void heedRefusal(int status, @Nullable Duration retryAfter) {
        if (status < 400) {
            return;
        }
        final Refusal refusal = commons.adapter.classify(
                new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, "snapshot", retryAfter, ConnectPhase.UPGRADE));
        if (refusal == Refusal.RATE_LIMITED) {
            final Duration penalty = retryAfter == null ? commons.profile.rateLimitPenalty() : retryAfter;
            LOG.warn("{} snapshots: HTTP status {}; none for {}", link.session.settings.name(), status, penalty);
            commons.pauseHttp(link.now(), penalty);
        }
    }

    private record Fetch(int id, String target, int weight) {}
}
