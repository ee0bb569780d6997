package io.holdfast.session;

import io.holdfast.exchange.Refusal;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
    private final List<Running> underWay = new ArrayList<>();
    private final List<Scheduler.Timer> delayed = new ArrayList<>();
    private Scheduler.Timer timer = Scheduler.Timer.NONE;

    Fetcher(Link link) {
        this.link = link;
        this.commons = link.session.commons;
    }

    /** What already waits to be fetched is not fetched twice. */
    void fetch(int id, String target, int weight) {
        final Fetch fetch = new Fetch(id, target, weight);
        if (!waiting.contains(fetch)) {
            waiting.add(fetch);
            if (waiting.size() == 1) {
                pump();
            }
        }
    }

    /** {@return whether something waits to be fetched, or is being fetched, for a subscription} */
    boolean isBusyWith(int id) {
        return underWay.stream().anyMatch(running -> running.id == id)
                || waiting.stream().anyMatch(fetch -> fetch.id == id);
    }

    /** As {@link #fetch}, some time from now. */
    void fetchLater(int id, String target, int weight, long delayNanos) {
        final Scheduler.Timer[] own = new Scheduler.Timer[1];
        own[0] = commons.scheduler.schedule(
                () -> {
                    delayed.remove(own[0]);
                    fetch(id, target, weight);
                },
                delayNanos);
        delayed.add(own[0]);
    }

    /** Nobody waits for anything any more: what is under way is given up. */
    void cancel() {
        timer.cancel();
        waiting.clear();
        delayed.forEach(Scheduler.Timer::cancel);
        delayed.clear();
        underWay.forEach(Running::abort);
        underWay.clear();
    }

    private void pump() {
        while (!waiting.isEmpty()) {
            final long waitNanos = commons.nanosUntilHttp(link.now(), waiting.element().weight, true);
            if (waitNanos > 0) {
                timer = commons.scheduler.schedule(this::pump, waitNanos);
                return;
            }
            begin(waiting.remove());
        }
    }

    private void begin(Fetch fetch) {
        final Running running = new Running(fetch.id);
        underWay.add(running);
        final Endpoint http = commons.profile.http();
        running.attempt = commons.transport.get(
                new HttpRequest(http.withTarget(Link.join(http.target(), fetch.target)), TIMEOUT, MAX_BYTES),
                commons.scheduler,
                running);
    }

    private void deliver(int id, int status, byte[] body) {
        if (!link.isAbandoned()) {
            link.receivedResource(link.now());
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

    /** A request that has been sent. */
    private final class Running implements HttpListener {

        private final int id;
        private Transport.@Nullable Attempt attempt;

        Running(int id) {
            this.id = id;
        }

        void abort() {
            if (attempt != null) {
                attempt.abort();
            }
        }

        @Override
        public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
            underWay.remove(this);
            heedRefusal(status, retryAfter);
            deliver(id, status, body);
        }

        @Override
        public void onFailed(Disconnect disconnect) {
            underWay.remove(this);
            if (!link.isAbandoned()) {
                LOG.warn("{} fetch failed: {}", link.session.settings.name(), disconnect);
            }
            deliver(id, 0, NOTHING);
        }
    }

    private record Fetch(int id, String target, int weight) {}
}
