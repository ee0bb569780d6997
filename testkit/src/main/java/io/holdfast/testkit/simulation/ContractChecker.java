package io.holdfast.testkit.simulation;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.MarketEvent;
import io.holdfast.feed.MarketHandler;
import io.holdfast.feed.PolledBus;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.simulation.Violation.Rule;
import io.holdfast.testkit.venue.Numbering;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ring as an application does, and holds every event against the {@link TruthOracle} of its exchange.
 *
 * <p>Confined to the simulation's thread.
 */
final class ContractChecker implements MarketHandler {

    private final PolledBus bus;
    private final Map<String, Exchange> exchanges = new LinkedHashMap<>();
    private final Map<Key, EpochCheck> checks = new LinkedHashMap<>();
    private final ArrayDeque<Arrival> arrivals = new ArrayDeque<>();
    private final Violations violations;
    private final BooleanSupplier ringWasFull;
    private long deliveredLate;

    private record Exchange(TruthOracle oracle, Numbering numbering) {}

    private record Key(int exchangeId, int instrumentId, Channel channel) {}

    /**
     * Makes a checker.
     *
     * @param ringWasFull whether the ring has been nearly full within the last moments
     */
    ContractChecker(PolledBus bus, Violations violations, BooleanSupplier ringWasFull) {
        this.bus = bus;
        this.ringWasFull = ringWasFull;
        this.violations = violations;
    }

    /** Adds an exchange. */
    void add(String exchange, TruthOracle oracle, Numbering numbering) {
        exchanges.put(exchange, new Exchange(oracle, numbering));
    }

    /** A message was read by the client: what it led to stands in the ring between the two numbers. */
    void arrived(Arrival arrival) {
        if (arrival.publishedAfter() > arrival.publishedBefore()) {
            arrivals.add(arrival);
        }
    }

    /** {@return tops of book that gave way to newer ones} */
    long skipped() {
        long skipped = 0;
        for (final EpochCheck check : checks.values()) {
            skipped += check.skipped();
        }
        return skipped;
    }

    /** {@return tops of book that had to wait for room, and came after their message had been read} */
    long deliveredLate() {
        return deliveredLate;
    }

    @Override
    public void onEvent(MarketEvent event, boolean endOfBatch) {
        final Arrival arrival = arrivalOf(event.ringSequence());
        if (event.kind() == EventKind.GATE) {
            return; // says whether one may trade, and nothing of the data
        }
        final EpochCheck check = checkOf(event);
        if (event.kind() == EventKind.TOP_OF_BOOK && arrival == null) {
            deliveredLate++;
        }
        if (check != null) {
            check.read(event, arrival);
        }
    }

    /**
     * Looks whether an epoch is open although something that was sent long ago has not been read.
     *
     * @param sinceNanos since when the program could have read
     * @param boundNanos how old it may be
     */
    void checkAges(String exchange, long now, long sinceNanos, long boundNanos) {
        for (final EpochCheck check : checks.values()) {
            final long age = Math.min(now - sinceNanos, now - check.oldestUnreadNanos(now));
            if (age > boundNanos && check.isOf(exchange)) {
                violations.add(
                        Rule.STALE_BUT_LIVE,
                        check.name() + ": open, and what was sent " + Lines.duration(age) + " ago has not come");
            }
        }
    }

    /** {@return the subscriptions whose epoch is open} */
    List<String> openEpochs() {
        final List<String> open = new ArrayList<>();
        for (final EpochCheck check : checks.values()) {
            if (check.isOpen()) {
                open.add(check.name());
            }
        }
        return open;
    }

    /** {@return how many subscriptions of an exchange have an open epoch} */
    int openEpochs(String exchange) {
        int open = 0;
        for (final EpochCheck check : checks.values()) {
            if (check.isOpen() && check.isOf(exchange)) {
                open++;
            }
        }
        return open;
    }

    /** {@return data events of all subscriptions} */
    long events() {
        long events = 0;
        for (final EpochCheck check : checks.values()) {
            events += check.events();
        }
        return events;
    }

    private @Nullable Arrival arrivalOf(long ringSequence) {
        Arrival next = arrivals.peek();
        while (next != null && next.publishedAfter() <= ringSequence) {
            arrivals.remove();
            next = arrivals.peek();
        }
        return next != null && next.publishedBefore() <= ringSequence ? next : null;
    }

    private @Nullable EpochCheck checkOf(MarketEvent event) {
        final Key key = new Key(event.exchangeId(), event.instrumentId(), event.channel());
        final EpochCheck known = checks.get(key);
        if (known != null) {
            return known;
        }
        final String name = bus.directory().exchange(event.exchangeId());
        final Exchange exchange = exchanges.get(name);
        final Instrument instrument = bus.directory().instrument(event.instrumentId());
        if (exchange == null) {
            throw new IllegalStateException("exchange: " + name + " (expected: one of " + exchanges.keySet() + ")");
        }
        final MarketTruth market = exchange.oracle.market(instrument);
        if (market == null) {
            return null; // not listed: no epoch will ever open
        }
        final Subscription subscription = new Subscription(instrument, event.channel());
        final EpochCheck check = new EpochCheck(
                name,
                subscription,
                market,
                exchange.oracle.sent(subscription),
                exchange.numbering,
                new EpochCheck.Findings() {
                    @Override
                    public void found(Rule rule, String detail) {
                        violations.add(rule, detail);
                    }

                    @Override
                    public boolean ringWasFull() {
                        return ringWasFull.getAsBoolean();
                    }
                });
        checks.put(key, check);
        return check;
    }
}
