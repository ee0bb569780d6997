package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import io.holdfast.market.Subscription;
import io.holdfast.session.SessionTransition;
import io.holdfast.testkit.simulation.FaultEvent;
import io.holdfast.testkit.simulation.FaultKind;
import io.holdfast.testkit.simulation.FaultSchedule;
import io.holdfast.testkit.simulation.RequestLog;
import io.holdfast.testkit.simulation.Simulation;
import io.holdfast.testkit.simulation.SimulationReport;
import io.holdfast.testkit.simulation.SimulationSettings;
import java.time.Duration;
import java.util.List;

/** The limits of the exchange, as the profile states them, are kept. */
final class LimitChecks extends CheckGroup {

    private static final int MOST_REQUEST_BYTES = 1 << 16;

    LimitChecks(Subject subject) {
        super("limits", subject);
    }

    @Override
    void define() {
        kind("LIMIT");
        add("messages on one connection within any window", () -> {
            final Bench bench = Bench.live(subject);
            churn(bench);
            expectMessagesWithin(bench, subject.profile().outgoingMessages());
        });
        add("one message a second, if the exchange allows no more", () -> {
            final RateLimit slow = new RateLimit(1, Duration.ofSeconds(1));
            final Bench bench =
                    bench(subject.profile().toBuilder().outgoingMessages(slow).build());
            churn(bench);
            expectMessagesWithin(bench, slow);
        });
        add("two subscriptions on one connection, if the exchange allows no more", () -> {
            final Bench bench = bench(subject.profile().toBuilder()
                    .maxSubscriptionsPerConnection(2)
                    .build());
            expectNoMoreOnOneConnection(bench, 2);
        });
        add("one subscription on one connection, if the exchange allows no more", () -> {
            final Bench bench = bench(subject.profile().toBuilder()
                    .maxSubscriptionsPerConnection(1)
                    .build());
            expectNoMoreOnOneConnection(bench, 1);
        });
        add("requests are of a size that exchanges take", () -> {
            final Bench bench = Bench.live(subject);
            churn(bench);
            bench.expect(
                    bench.sim.requests().all().stream()
                            .mapToInt(RequestLog.Request::bytes)
                            .allMatch(bytes -> bytes <= MOST_REQUEST_BYTES),
                    "requests: " + bench.sim.requests().all());
        });
        add("the largest message fits the profile's limit", () -> {
            final Bench bench = Bench.of(subject);
            final int[] largest = new int[1];
            bench.sim.site().reshape(message -> {
                largest[0] = Math.max(largest[0], message.length);
                return message;
            });
            bench.sim.start();
            bench.expectWhole();
            bench.expect(largest[0] <= subject.profile().maxMessageBytes(), "largest: " + largest[0] + " bytes");
        });
        add("attempts to connect while every connection is dropped at once", () -> {
            final SimulationReport report = Simulation.run(SimulationSettings.of(
                    1,
                    List.of(subject.exchange(Subject.TICK)),
                    FaultSchedule.of(new FaultEvent(
                            FaultKind.ACCEPT_THEN_DROP, 0, Duration.ofSeconds(5), Duration.ofMinutes(10), 0)),
                    Duration.ofMinutes(11)));
            Check.that(report.isClean(), report.failure());
        });
        add("a wait that the exchange asks for is kept", () -> {
            final Bench bench = Bench.live(subject);
            bench.sim.site().begin(FaultKind.RATE_LIMITED, 60);
            bench.sim.site().begin(FaultKind.RST, 0);
            bench.sim.advance(Duration.ofSeconds(40));
            final long waits = bench.sim.transitions().stream()
                    .map(SessionTransition::retryInNanos)
                    .filter(nanos -> nanos >= Duration.ofSeconds(60).toNanos())
                    .count();
            bench.expect(waits == 1, "waits of 60 s: " + waits + " (expected: one)");
            bench.sim.site().end(FaultKind.RATE_LIMITED);
            bench.expectWhole();
            bench.expectPromiseKept();
        });
    }

    private Bench bench(ExchangeProfile profile) {
        final Bench bench = new Bench(subject.exchange(Subject.TICK), profile);
        bench.sim.start();
        bench.expectWhole();
        bench.expectPromiseKept();
        return bench;
    }

    private void churn(Bench bench) {
        for (int round = 0; round < 4; round++) {
            for (final Subscription each : subject.subscriptions()) {
                bench.sim.feed().unsubscribe(each);
                bench.sim.feed().subscribe(each);
                bench.sim.advance(Duration.ofMillis(50));
            }
        }
        bench.sim.advance(Duration.ofSeconds(30));
        bench.expectWhole();
        bench.expectPromiseKept();
    }

    private static void expectMessagesWithin(Bench bench, RateLimit limit) {
        // Messages are counted where they arrive: one that was delayed on its way stands closer to the next one.
        final Duration window = limit.window().minusMillis(20);
        final int most = bench.sim.requests().mostWithin(window);
        bench.expect(
                most <= limit.count(), "messages within " + limit.window() + ": " + most + " (allowed: " + limit + ")");
    }

    private void expectNoMoreOnOneConnection(Bench bench, int allowed) {
        bench.expect(
                bench.sim.venue().connections().stream()
                        .allMatch(connection -> connection.subscriptions().size() <= allowed),
                "a connection carries more than " + allowed);
        bench.expectCalm(Duration.ofSeconds(30));
    }
}
