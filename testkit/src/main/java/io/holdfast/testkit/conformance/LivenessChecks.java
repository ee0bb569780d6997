package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Reason;
import io.holdfast.testkit.simulation.FaultKind;
import io.holdfast.testkit.venue.MarketSpec;
import java.time.Duration;
import java.util.List;

/** Silence, heartbeats, and ends that were planned. */
final class LivenessChecks extends CheckGroup {

    /** A round trip, a retransmission. */
    private static final Duration SLACK = Duration.ofSeconds(3);

    LivenessChecks(Subject subject) {
        super("silence, heartbeats and planned ends", subject);
    }

    @Override
    void define() {
        kind("SILENCE");
        add("a dead path is noticed within the profile's limit", () -> expectNoticed(FaultKind.PARTITION));
        add("a path that is dead inwards is noticed", () -> expectNoticed(FaultKind.PARTITION_IN));
        add("a server that has forgotten us is noticed", () -> expectNoticed(FaultKind.HALF_OPEN));
        add("pings that stay unanswered do not cost a connection with data for nothing", () -> {
            final Bench bench = Bench.live(subject);
            bench.sim.site().begin(FaultKind.NO_PONG, 0);
            bench.sim.advance(Duration.ofSeconds(20));
            bench.sim.site().end(FaultKind.NO_PONG);
            bench.expectWhole();
            bench.expectPromiseKept();
        });
        add("quiet markets cost no connection", () -> {
            final List<MarketSpec> quiet = subject.markets().stream()
                    .map(market -> market.withActivity(0.02))
                    .toList();
            final Bench bench = new Bench(
                    subject.exchange(subject.adapter(), quiet, Subject.TICK, subject.subscriptions()),
                    subject.profile());
            bench.sim.start();
            bench.sim.await(() -> bench.sim.isWhole(subject.subscriptions().size()), Duration.ofMinutes(10));
            bench.expectCalm(Duration.ofMinutes(10));
        });

        kind("HEARTBEAT");
        add("twenty minutes without a fault costs nothing", () -> {
            final Bench bench = Bench.live(subject);
            bench.expectCalm(Duration.ofMinutes(20));
        });
        add("heartbeats that stay away are noticed, or were not needed", () -> {
            final Bench bench = Bench.live(subject);
            bench.sim.venue().faults().heartbeatsWithheld(true);
            bench.sim.advance(Duration.ofSeconds(60));
            bench.sim.venue().faults().heartbeatsWithheld(false);
            bench.expectWhole();
            bench.expectPromiseKept();
        });

        kind("SHUTDOWN");
        for (final int code : new int[] {1000, 1001, 1011, 1012, 1013, 3000, 4000, 4999}) {
            add("closed by the exchange with code " + code + ", and soon live again", () -> {
                final Bench bench = Bench.live(subject);
                bench.sim.advance(Duration.ofSeconds(90));
                bench.sim.site().begin(FaultKind.CLOSE_FRAME, code);
                bench.sim.advance(Duration.ofSeconds(1));
                bench.expectWhole();
                bench.expectPromiseKept();
            });
        }
        add("a connection of the greatest age is replaced before the exchange ends it", () -> {
            final ExchangeProfile profile = subject.profile().toBuilder()
                    .maxConnectionAge(Duration.ofMinutes(20))
                    .build();
            final Bench bench = new Bench(subject.exchange(Subject.TICK), profile);
            bench.sim.start();
            bench.expectWhole();
            bench.sim.advance(Duration.ofMinutes(25));
            bench.expect(
                    bench.sim.transitions().stream()
                            .anyMatch(transition -> transition.reason() == Reason.LIFETIME_ENDING),
                    "nothing was replaced");
            bench.expectWhole();
            bench.expectPromiseKept();
        });
        add("a stop ends everything, and leaves nothing behind", () -> {
            final Bench bench = Bench.live(subject);
            bench.sim.feed().stop();
            bench.sim.advance(Duration.ofSeconds(5));
            bench.expect(bench.sim.openEpochs() == 0, "epochs are open");
            bench.expect(bench.sim.site().connections() == 0, "connections are open");
            bench.expect(bench.sim.pendingTimers() == 0, "timers are set");
            bench.expectPromiseKept();
        });
    }

    private void expectNoticed(FaultKind kind) {
        final Bench bench = Bench.live(subject);
        bench.sim.advance(Duration.ofSeconds(30));
        final int losses = bench.sim.losses().size();
        final ExchangeProfile profile = subject.profile();
        bench.sim.site().begin(kind, 0);
        final Duration limit =
                profile.silenceLimit().plus(profile.pongTimeout()).plus(SLACK);
        bench.expect(
                bench.sim.await(() -> bench.sim.losses().size() > losses, limit),
                kind + " not noticed within " + limit);
        bench.expect(bench.sim.openEpochs() == 0, "epochs are open on a dead path");
        if (kind.isLasting()) {
            bench.sim.site().end(kind);
        }
        bench.expectWhole();
        bench.expectPromiseKept();
    }
}
