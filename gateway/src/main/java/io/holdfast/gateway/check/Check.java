package io.holdfast.gateway.check;

import io.holdfast.Holdfast;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.EventKind;
import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.MarketEvent;
import io.holdfast.gateway.dashboard.Json;
import io.holdfast.market.Channel;
import io.holdfast.session.SessionTransition;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Connects once, the way that everything connects, and prints each step with its time; at the first that fails, why and
 * what to do. Confined to the thread that calls {@link #run}.
 */
public final class Check {

    private static final double NANOS_PER_MILLI = 1e6;

    private final MonotonicClock clock = new SystemClock();
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final ExchangeAdapter adapter;
    private final UnaryOperator<ExchangeProfile> change;
    private final List<String> instruments;
    private final PrintStream out;

    // Confined to the feed's thread, for there is one exchange alone.
    private long sinceNanos;
    private String current = "";
    private String about = "";
    private @Nullable Disconnect failure;
    private volatile long openedNanos; // written by the feed's thread, read by the handler's

    /**
     * Makes a check.
     *
     * @param change      of the plugin's profile
     * @param instruments at least one
     */
    public Check(
            ExchangeAdapter adapter, UnaryOperator<ExchangeProfile> change, List<String> instruments, PrintStream out) {
        this.adapter = adapter;
        this.change = change;
        this.instruments = List.copyOf(instruments);
        this.out = out;
    }

    /** One line of the result; the last one ends it. */
    private record Step(String name, boolean good, long nanos, String about, String advice, boolean last) {}

    /**
     * {@return whether a price came}
     *
     * @param transport the caller closes it
     * @param limit     how long to wait for each step
     */
    public boolean run(Transport transport, Duration limit) throws InterruptedException {
        out.println("check " + adapter.id() + " " + instruments);
        begin("start", "");
        final Holdfast holdfast = Holdfast.builder()
                .adapter(adapter)
                .transport(new WatchedTransport(transport, new Watcher()))
                .handler((event, endOfBatch) -> onEvent(event))
                .listener(this::onTransition)
                .exchange(adapter.id(), wanted -> {
                    instruments.forEach(instrument -> wanted.subscribe(instrument, Channel.TOP_OF_BOOK));
                    wanted.profile(change);
                })
                .start();
        try {
            return follow(limit);
        } finally {
            holdfast.close();
        }
    }

    private boolean follow(Duration limit) throws InterruptedException {
        while (true) {
            final Step step = steps.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (step == null) {
                print(new Step(
                        "next step",
                        false,
                        limit.toNanos(),
                        "nothing happened",
                        "the exchange accepts and does not deliver: is the instrument traded? try another one",
                        true));
                return false;
            }
            print(step);
            if (step.last()) {
                return step.good();
            }
        }
    }

    private void print(Step step) {
        out.println(String.format(
                Locale.ROOT,
                "  %-22s %-6s %9.1f ms  %s",
                step.name(),
                step.good() ? "ok" : "FAILED",
                step.nanos() / NANOS_PER_MILLI,
                Json.harmless(step.about())));
        if (!step.good()) {
            out.println("  what to do: " + step.advice());
        }
    }

    // ---- feed's thread

    private void begin(String name, String what) {
        current = name;
        about = what;
        sinceNanos = clock.nanos();
    }

    private void end(String what) {
        final long now = clock.nanos();
        if (!current.equals("start")) {
            steps.add(new Step(current, true, now - sinceNanos, what.isEmpty() ? about : what, "", false));
        }
        sinceNanos = now;
    }

    private void onTransition(SessionTransition transition) {
        switch (transition.to()) {
            case RESTORING -> begin("subscriptions", instruments.toString());
            case LIVE -> {
                end("acknowledged, or refused with a reason");
                begin("first price", "");
            }
            case WAITING, SUSPENDED, FAILED -> {
                final Disconnect known = failure;
                steps.add(new Step(
                        current,
                        false,
                        clock.nanos() - sinceNanos,
                        transition.reason() + " " + transition.detail(),
                        known == null ? "see docs/faults.md: " + transition.reason() : Advice.about(known),
                        true));
            }
            default -> {}
        }
    }

    /** On the handler's thread. */
    private void onEvent(MarketEvent event) {
        if (event.kind() == EventKind.TOP_OF_BOOK) {
            steps.add(new Step("first price", true, clock.nanos() - openedNanos, event.toString(), "", true));
        } else if (event.kind() == EventKind.STATUS && event.status() == FeedStatus.STALE && event.epoch() == 0) {
            steps.add(new Step(event.instrument().toString(), true, 0, "not served: " + event.reason(), "", false));
        }
    }

    private final class Watcher implements WatchedTransport.Watcher {

        @Override
        public void phase(ConnectPhase phase, ConnectRequest request) {
            if (phase != ConnectPhase.RESOLVE) {
                end("");
            }
            switch (phase) {
                case RESOLVE -> begin("name resolution", request.endpoint().host());
                case TCP ->
                    begin(
                            "TCP",
                            request.endpoint().host() + ":" + request.endpoint().port());
                case TLS -> begin("TLS", "");
                case UPGRADE -> begin("upgrade", request.endpoint().target());
                case OPEN -> {
                    openedNanos = clock.nanos();
                    begin("subscriptions", "");
                }
            }
        }

        @Override
        public void disconnected(Disconnect disconnect) {
            failure = disconnect;
        }

        @Override
        public void requested(HttpRequest request) {
            begin("list of instruments", request.endpoint().toString());
        }

        @Override
        public void responded(int status, @Nullable Disconnect disconnect) {
            failure = disconnect;
            if (disconnect == null) {
                end("HTTP " + status);
            }
        }
    }
}
