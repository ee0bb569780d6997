package io.holdfast.gateway.recording;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketBus;
import io.holdfast.feed.MarketHandler;
import io.holdfast.feed.WaitStrategyKind;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.session.FeedSettings;
import io.holdfast.session.SessionListener;
import io.holdfast.time.VirtualScheduler;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Runs the engine and an exchange's plugin on a recording, in virtual time: sessions, epochs and ring are those of a
 * live connection. Only the limits that guard a real exchange, and the deadlines that a recording cannot meet, are off.
 *
 * <p>Used once, on one thread; the handler runs on a thread of its own.
 */
public final class Replay {

    /** Frames without a time are taken to come this far apart. */
    private static final Duration STEP = Duration.ofMillis(10);
    /** Time for what is under way when the recording ends: answers that were given, the last timers. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    private static final int RING_CAPACITY = 1 << 18;
    private static final Duration NEVER = Duration.ofDays(7);
    /** How long to leave the processor to the handler before looking again whether there is room. */
    private static final long POLL_NANOS = 50_000;

    private static final long SEED = 1;

    private final ExchangeAdapter adapter;
    private final ExchangeProfile profile;
    private final Set<Subscription> subscriptions;
    private final Map<Instrument, String> symbols = new HashMap<>();
    private final ReplayCounts counts = new ReplayCounts();
    private final Map<String, byte[]> answers = new HashMap<>();
    private boolean catalogMissing;

    /** Makes a replay of these subscriptions. */
    public Replay(ExchangeAdapter adapter, ExchangeProfile profile, List<Subscription> subscriptions) {
        this.adapter = adapter;
        this.profile = patient(profile);
        this.subscriptions = new LinkedHashSet<>(subscriptions);
    }

    /** Says the exchange's name of an instrument, for recordings without its list of instruments. */
    public void symbol(Instrument instrument, String symbol) {
        symbols.put(instrument, symbol);
    }

    /** Answers every HTTP request whose target begins so. */
    public void answer(String targetFront, byte[] body) {
        answers.put(targetFront, body);
    }

    /** {@return whether the recording has no list of instruments, so that the symbols were taken as given or guessed} */
    public boolean isCatalogMissing() {
        return catalogMissing;
    }

    /** {@return the exchange's symbol of an instrument, as given or guessed} */
    public String symbolOf(Instrument instrument) {
        return symbols.computeIfAbsent(instrument, this::guess);
    }

    /**
     * Runs the whole recording.
     *
     * @return what the plugin said besides data
     * @throws IOException if the recording cannot be read
     */
    public ReplayCounts run(RecordingReader recording, MarketHandler handler, SessionListener listener)
            throws IOException {
        RecordedLine line = recording.next();
        final VirtualScheduler scheduler = line == null || line.timeNanos() == RecordedLine.NO_TIME
                ? new VirtualScheduler()
                : new VirtualScheduler(line.timeNanos());
        final ReplayTransport transport = new ReplayTransport(scheduler);
        answers.forEach(transport::give);
        final Directory directory = new Directory();
        try (MarketBus bus =
                new MarketBus(directory, RING_CAPACITY, WaitStrategyKind.BLOCKING, true, List.of(handler))) {
            final ExchangeFeed feed = new ExchangeFeed(
                    FeedSettings.of(new ReplayAdapter(adapter, symbolsWanted(), counts), profile),
                    transport,
                    scheduler,
                    bus.newPublisher(adapter.id()),
                    directory,
                    new SplittableRandom(SEED),
                    listener);
            feed.subscribe(subscriptions);
            feed.start();
            scheduler.runReady();
            for (; line != null; line = recording.next()) {
                awaitRoom(bus, RING_CAPACITY / 4 * 3);
                deliver(line, scheduler, transport);
            }
            awaitRoom(bus, RING_CAPACITY / 4 * 3);
            supplyCatalog(transport);
            scheduler.advance(AFTERWARDS);
            feed.stop();
            scheduler.runReady();
            awaitRoom(bus, RING_CAPACITY);
        }
        counts.undelivered = transport.undelivered();
        return counts;
    }

    private void deliver(RecordedLine line, VirtualScheduler scheduler, ReplayTransport transport) {
        if (line.timeNanos() == RecordedLine.NO_TIME) {
            scheduler.advance(STEP);
        } else {
            final long aheadNanos = line.timeNanos() - scheduler.epochNanos();
            scheduler.advance(Duration.ofNanos(Math.max(0, aheadNanos))); // clocks are set back now and then
        }
        if (line.kind() == RecordedLine.Kind.FRAME) {
            counts.frames++;
        }
        if (line.kind() != RecordedLine.Kind.HTTP) {
            supplyCatalog(transport);
        }
        transport.deliver(line);
    }

    /** The engine wants the list of instruments first: where a frame comes before it, the recording has none. */
    private void supplyCatalog(ReplayTransport transport) {
        final String target = adapter.catalogTarget(profile);
        if (transport.awaits(target)) {
            catalogMissing = true;
            transport.answer(target, ReplayAdapter.NO_CATALOG);
        }
    }

    private Map<Instrument, String> symbolsWanted() {
        return subscriptions.stream()
                .map(Subscription::instrument)
                .distinct()
                .collect(Collectors.toMap(instrument -> instrument, this::symbolOf));
    }

    private String guess(Instrument instrument) {
        return switch (adapter.id()) {
            case "binance" -> instrument.base() + instrument.quote();
            case "coinbase" -> instrument.base() + "-" + instrument.quote();
            default -> instrument.toString();
        };
    }

    /** The ring must never be full: what a recording holds can wait. */
    private static void awaitRoom(MarketBus bus, long slots) {
        while (bus.remainingCapacity() < slots) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static ExchangeProfile patient(ExchangeProfile profile) {
        return profile.toBuilder()
                .connectionAttempts(new RateLimit(1_000, Duration.ofSeconds(1)))
                .outgoingMessages(new RateLimit(1_000, Duration.ofSeconds(1)))
                .httpWeight(new RateLimit(1_000_000, Duration.ofSeconds(1)))
                .silenceLimit(NEVER)
                .pingInterval(Duration.ZERO)
                .pongTimeout(NEVER)
                .applicationPingInterval(Duration.ZERO)
                .subscribeTimeout(NEVER)
                .maxConnectionAge(Duration.ZERO)
                .build();
    }
}
