package io.holdfast.exchange.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.WireSubscription;
import io.holdfast.market.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;

/**
 * A simulated exchange, whose events and snapshots reach us in every interleaving, some lost, repeated, swapped, broken
 * or late: whenever an epoch is open, our book is the exchange's as of the number of our last message.
 */
class BinanceBookPropertyTest {

    private static final WireSubscription BOOK = Harness.wire(0, "A/B", "AB", Channel.BOOK);

    @Property(tries = 300)
    void anOpenEpochMeansThatOurBookIsTheExchanges(@ForAll long seed) {
        final Run run = new Run(seed, new SplittableRandom(seed).nextBoolean() ? 1_000 : 6);
        for (int step = 0; step < 250; step++) {
            run.step(0.15);
            run.check();
        }
        run.settle();
    }

    @Property(tries = 100)
    void withoutFaultsTheFirstSnapshotThatJoinsIsTheLastThatIsNeeded(@ForAll @LongRange(min = 0) long seed) {
        final Run run = new Run(seed, 1_000);
        for (int step = 0; step < 250; step++) {
            run.step(0);
            run.check();
        }
        run.settle();
        assertThat(run.ours.anomalies).as("seed %d", seed).allMatch("SNAPSHOT_UNUSABLE"::equals);
        assertThat(run.ours.epochs).as("seed %d", seed).isEqualTo(1);
    }

    /** One exchange, one protocol, and what is under way between them. */
    private static final class Run {

        private final long seed;
        private final SplittableRandom random;
        private final int limit;
        private final SimulatedBook exchange;
        private final BookSink ours = new BookSink();
        private final Harness harness;
        private final Deque<String> events = new ArrayDeque<>();
        private @Nullable String underWay;

        Run(long seed, int limit) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.limit = limit;
            this.exchange = new SimulatedBook(random);
            this.harness = new Harness(ours, limit);
            harness.open(BOOK);
        }

        void step(double faults) {
            switch (random.nextInt(6)) {
                case 0, 1 -> {
                    for (int i = random.nextInt(4); i >= 0; i--) {
                        exchange.change();
                    }
                }
                case 2 -> {
                    if (exchange.hasChanges()) {
                        send(exchange.event(), faults);
                    }
                }
                case 3, 4 -> {
                    if (!events.isEmpty()) {
                        harness.receive(events.remove());
                    }
                }
                default -> fetch(faults);
            }
            if (ours.broken && random.nextInt(3) == 0) {
                ours.broken = false;
                harness.protocol.resync(BOOK, harness.out);
            }
        }

        /** Everything that is under way arrives, and a few things more: the book must be whole again. */
        void settle() {
            for (int round = 0; round < 12; round++) {
                exchange.change();
                events.add(exchange.event());
                while (!events.isEmpty()) {
                    harness.receive(events.remove());
                    check();
                }
                if (ours.broken) {
                    ours.broken = false;
                    harness.protocol.resync(BOOK, harness.out);
                }
                while (ours.fetches > 0) {
                    ours.fetches--;
                    harness.answer(0, 200, exchange.snapshot(limit));
                    check();
                }
            }
            assertThat(ours.live).as("seed %d: live in the end", seed).isTrue();
            compare(exchange.lastId()); // what the last events changed beyond a cut-off is not told
        }

        /** Our levels are the best of the exchange's, and as many as there are unless the snapshot was cut off. */
        void check() {
            if (ours.live) {
                compare(ours.sequence);
            }
        }

        private void compare(long id) {
            final SimulatedBook.State truth = exchange.at(id);
            compare("bids", ours.bids.descendingMap().toString(), ours.bids.size(), truth.bids());
            compare("asks", ours.asks.toString(), ours.asks.size(), truth.asks());
        }

        private void compare(String side, String actual, int count, List<String> truth) {
            final String expected = truth.stream().limit(count).collect(Collectors.joining(", ", "{", "}"));
            assertThat(actual)
                    .as("seed %d: %s at %d", seed, side, ours.sequence)
                    .isEqualTo(expected);
            assertThat(count)
                    .as("seed %d: levels of %s at %d", seed, side, ours.sequence)
                    .isGreaterThanOrEqualTo(limit < 1_000 ? Math.min(1, truth.size()) : truth.size());
        }

        private void send(String event, double faults) {
            if (random.nextDouble() >= faults) {
                events.add(event);
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> {} // lost
                case 1 -> {
                    events.add(event);
                    events.add(event);
                }
                case 2 -> {
                    final String before = events.pollLast();
                    events.add(event);
                    if (before != null) {
                        events.add(before);
                    }
                }
                default -> events.add(event.replace("\"b\"", "\"x\""));
            }
        }

        private void fetch(double faults) {
            if (ours.fetches == 0) {
                return;
            }
            if (underWay == null) {
                underWay = exchange.snapshot(limit); // taken now, arrives later
                return;
            }
            ours.fetches--;
            final String answer = underWay;
            underWay = null;
            if (random.nextDouble() < faults) {
                harness.answer(0, random.nextBoolean() ? 503 : 200, random.nextBoolean() ? "" : "{\"lastUpdateId\":1");
            } else {
                harness.answer(0, 200, answer);
            }
        }
    }
}
