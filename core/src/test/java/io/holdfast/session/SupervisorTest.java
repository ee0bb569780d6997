package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.feed.FeedStatus;
import io.holdfast.transport.DisconnectCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of a supervisor and its subscriptions, whatever happens; the numbers are those of the invariants. */
class SupervisorTest {

    private static final String[] INSTRUMENTS = {"ADA/USD", "BTC/USD", "ETH/USD", "SOL/USD", "XRP/USD"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void s4AfterEveryRecoveryExactlyWhatIsWantedIsActiveAndTheMessageLimitHeld(long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        try (FeedHarness harness = FeedHarness.carrying(3)) {
            final Set<String> wanted = new TreeSet<>();
            harness.start();
            for (int step = 0; step < 60; step++) {
                final String instrument = INSTRUMENTS[random.nextInt(INSTRUMENTS.length)];
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        wanted.add(instrument);
                        harness.feed.subscribe(FeedHarness.trades(instrument));
                    }
                    case 2 -> {
                        wanted.remove(instrument);
                        harness.feed.unsubscribe(FeedHarness.trades(instrument));
                    }
                    case 3 -> cut(harness, random);
                    default -> harness.healthy(Duration.ofMillis(random.nextInt(20_000)));
                }
                harness.scheduler.runReady();
            }
            harness.healthy(Duration.ofMinutes(3));

            assertThat(harness.feed.status().active())
                    .as(harness.feed.status() + " " + harness.transport.last().sent)
                    .isEqualTo(wanted.size());
            assertThat(carried(harness)).isEqualTo(wanted.size());
            assertThat(harness.transport.wires).allMatch(wire -> wire.mostMessagesInOneSecond() <= 3);
        }
    }

    @Test
    void s8EpochNumbersRiseAndEachIsClosedBeforeTheNextOpens() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.start(INSTRUMENTS);
            final SplittableRandom random = new SplittableRandom(8);
            for (int i = 0; i < 50; i++) {
                harness.healthy(Duration.ofMillis(random.nextInt(20_000)));
                cut(harness, random);
            }
            final Map<String, Long> last = new HashMap<>();
            final Set<String> open = new TreeSet<>();
            for (final EpochChange change : harness.epochs) {
                final String name = change.subscription().toString();
                if (change.status() == FeedStatus.LIVE) {
                    assertThat(open.add(name))
                            .as("opened inside another: " + change)
                            .isTrue();
                    assertThat(change.epoch()).isGreaterThan(last.getOrDefault(name, 0L));
                    last.put(name, change.epoch());
                } else {
                    open.remove(name);
                }
            }
            assertThat(last.values()).allMatch(epoch -> epoch > 10);
        }
    }

    @Test
    void s11TimersAreBoundedAndNoneIsLeft() {
        final FeedHarness harness = FeedHarness.carrying(2);
        harness.start(INSTRUMENTS);
        final SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 100; i++) {
            harness.healthy(Duration.ofSeconds(5));
            cut(harness, random);
            assertThat(harness.scheduler.pendingTimers()).isLessThan(40);
        }
        harness.close();

        assertThat(harness.scheduler.pendingTimers()).isZero();
    }

    @Test
    void s12AListenerThatThrowsDoesNoHarm() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.listenerThrows = true;
            harness.start("BTC/USD");
            harness.healthy(Duration.ofSeconds(20));
            harness.transport.last().end(DisconnectCause.RESET);
            harness.healthy(Duration.ofSeconds(20));

            assertThat(harness.isLive()).isTrue();
            assertThat(harness.epochs).hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void s14AnExchangeThatRefusesEverythingIsNotTriedAtFullSpeed() {
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.transport.catalogStatus = 404;
            harness.start("BTC/USD");
            harness.advance(Duration.ofHours(1));
            assertThat(harness.transport.gets).hasSize(1);
            assertThat(harness.lastMove()).isEqualTo("CONNECTING>FAILED:REFUSED_FOR_GOOD");
        }
        try (FeedHarness harness = FeedHarness.plain()) {
            harness.transport.catalogStatus = 500;
            harness.start("BTC/USD");
            harness.advance(Duration.ofHours(1));
            assertThat(harness.transport.gets).hasSizeBetween(60, 300);
        }
    }

    private static void cut(FeedHarness harness, SplittableRandom random) {
        final List<FakeTransport.Wire> open = new ArrayList<>(harness.transport.wires);
        open.removeIf(wire -> !wire.opened || wire.closed);
        if (!open.isEmpty()) {
            open.get(random.nextInt(open.size())).end(DisconnectCause.RESET);
        }
    }

    private static int carried(FeedHarness harness) {
        return harness.transport.wires.stream()
                .filter(wire -> wire.opened && !wire.closed)
                .mapToInt(wire -> wire.carried.size())
                .sum();
    }
}
