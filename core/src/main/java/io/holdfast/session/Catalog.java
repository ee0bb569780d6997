package io.holdfast.session;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.feed.Reason;
import io.holdfast.market.Instrument;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An exchange's list of instruments: fetched once for all sessions, refreshed now and then, and taken from disk where
 * the exchange does not answer. Confined to the feed's thread.
 */
final class Catalog implements HttpListener {

    /** Waits for the list. */
    interface Waiter {

        void catalogReady();

        void catalogUnavailable(Loss loss);
    }

    /** How often the list is fetched again. */
    static final Duration REFRESH_INTERVAL = Duration.ofHours(1);
    /** How soon, at the earliest, after a refresh that failed; doubles up to the interval. */
    static final Duration REFRESH_RETRY = Duration.ofMinutes(1);

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int MAX_BYTES = 64 << 20;
    private static final int OK = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    private final Commons commons;
    private final @Nullable CatalogFile file;
    private final List<Waiter> waiters = new ArrayList<>();

    private byte @Nullable [] kept;
    private volatile @Nullable Map<Instrument, ListedInstrument> listed; // written by the feed's thread alone
    private Transport.@Nullable Attempt attempt;
    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private boolean busy;
    private boolean closed;
    private long retryNanos = REFRESH_RETRY.toNanos();

    /** Makes an empty catalog. Blocks while it reads the file. */
    Catalog(Commons commons, @Nullable CatalogFile file) {
        this.commons = commons;
        this.file = file;
        this.kept = file == null ? null : file.read();
    }

    boolean isPresent() {
        return listed != null;
    }

    /** {@return how many instruments are listed; 0 before the list is there} */
    int size() {
        final Map<Instrument, ListedInstrument> present = listed;
        return present == null ? 0 : present.size();
    }

    @Nullable
    ListedInstrument find(Instrument instrument) {
        final Map<Instrument, ListedInstrument> present = listed;
        return present == null ? null : present.get(instrument);
    }

    /** Answers once the list is there or cannot be had; never from within this call. */
    void request(Waiter waiter) {
        waiters.add(waiter);
        if (!busy) {
            fetch();
        }
    }

    void close() {
        closed = true;
        timer.cancel();
        waiters.clear();
        busy = true; // nothing is fetched any more
        if (attempt != null) {
            attempt.abort();
        }
    }

    private void fetch() {
        busy = true;
        timer.cancel();
        final int weight = commons.adapter.catalogWeight(commons.profile);
        final long waitNanos = commons.nanosUntilHttp(commons.scheduler.nanos(), weight, listed == null);
        if (waitNanos > 0) {
            timer = commons.scheduler.schedule(this::fetch, waitNanos);
            return;
        }
        final Endpoint http = commons.profile.http();
        final String target = commons.adapter.catalogTarget(commons.profile);
        attempt = commons.transport.get(
                new HttpRequest(http.withTarget(Link.join(http.target(), target)), TIMEOUT, MAX_BYTES),
                commons.scheduler,
                this);
    }

    @Override
    public void onResponse(int status, byte[] body, @Nullable Duration retryAfter) {
        if (closed) {
            return; // it was on its way when the feed was stopped
        }
        if (status != OK) {
            final Disconnect refused = new Disconnect(
                    DisconnectCause.UPGRADE_REFUSED, status, "list of instruments", retryAfter, ConnectPhase.UPGRADE);
            unavailable(new Loss(
                    Reason.CATALOG_UNAVAILABLE,
                    "HTTP status " + status,
                    commons.adapter.classify(refused),
                    retryAfter,
                    false,
                    false));
            return;
        }
        try {
            take(body);
        } catch (CatalogException e) {
            unavailable(Loss.of(Reason.CATALOG_UNAVAILABLE, String.valueOf(e.getMessage())));
            return;
        } catch (RuntimeException e) { // a bug of the plugin must not leave the sessions waiting for ever
            LOG.error("{} list of instruments: the plugin threw", commons.adapter.id(), e);
            unavailable(Loss.of(Reason.CATALOG_UNAVAILABLE, "the plugin threw " + e));
            return;
        }
        if (file != null) {
            file.write(body);
        }
        retryNanos = REFRESH_RETRY.toNanos();
        ready(REFRESH_INTERVAL.toNanos());
    }

    @Override
    public void onFailed(Disconnect disconnect) {
        if (disconnect.cause() != DisconnectCause.CLOSED_BY_US) {
            unavailable(Loss.of(Losses.reasonOf(disconnect.cause()), "list of instruments: " + disconnect));
        }
    }

    private void take(byte[] body) throws CatalogException {
        final Map<Instrument, ListedInstrument> read = new HashMap<>();
        for (final ListedInstrument instrument : commons.adapter.readCatalog(commons.profile, body)) {
            read.put(instrument.instrument(), instrument);
        }
        listed = read;
        kept = null;
        commons.catalogChanged();
    }

    private void unavailable(Loss loss) {
        final byte[] body = kept;
        if (listed == null && body != null) {
            kept = null;
            try {
                take(body);
                LOG.warn(
                        "{} list of instruments: {} ({}); the one kept on disk is used",
                        commons.adapter.id(),
                        loss.reason(),
                        loss.detail());
            } catch (CatalogException | RuntimeException e) {
                LOG.warn("{} list of instruments: the one kept on disk is unusable", commons.adapter.id(), e);
            }
        }
        if (listed != null) {
            final long inNanos = retryNanos;
            retryNanos = Math.min(2 * retryNanos, REFRESH_INTERVAL.toNanos());
            ready(inNanos);
            return;
        }
        busy = false;
        attempt = null;
        for (final Waiter waiter : drained()) {
            waiter.catalogUnavailable(loss);
        }
    }

    private void ready(long refreshInNanos) {
        if (closed) {
            return; // by somebody who was told of what the list has changed
        }
        busy = false;
        attempt = null;
        timer = commons.scheduler.schedule(this::fetch, refreshInNanos);
        for (final Waiter waiter : drained()) {
            waiter.catalogReady();
        }
    }

    private List<Waiter> drained() {
        final List<Waiter> all = List.copyOf(waiters);
        waiters.clear();
        return all;
    }
}
