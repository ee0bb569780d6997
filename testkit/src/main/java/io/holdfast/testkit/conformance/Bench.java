package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.FeedStatus;
import io.holdfast.market.Subscription;
import io.holdfast.session.EpochChange;
import io.holdfast.testkit.simulation.SimulatedExchange;
import io.holdfast.testkit.simulation.SteppedSimulation;
import io.holdfast.testkit.simulation.Violation;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A plugin and its venue in one simulation, with the expectations that checks share. */
final class Bench {

    /** By then any market has traded, and any plugin that is in order is live. */
    static final Duration SOON = Duration.ofMinutes(3);

    final SteppedSimulation sim;
    private final int wanted;
    private int epochsSeen;

    Bench(SimulatedExchange exchange, ExchangeProfile profile) {
        sim = new SteppedSimulation(exchange, profile, 1);
        wanted = exchange.subscriptions().size();
    }

    static Bench of(Subject subject) {
        return new Bench(subject.exchange(Subject.TICK), subject.profile());
    }

    static Bench live(Subject subject) {
        final Bench bench = of(subject);
        bench.sim.start();
        bench.expectWhole();
        return bench;
    }

    void expectWhole() {
        expectWhole(wanted);
    }

    /** Expects that every session is live and so many epochs are open, soon. */
    void expectWhole(int epochs) {
        expectWhole(epochs, SOON);
    }

    void expectWhole(Duration limit) {
        expectWhole(wanted, limit);
    }

    private void expectWhole(int epochs, Duration limit) {
        expect(
                sim.await(() -> sim.isWhole(epochs), limit),
                "not whole within " + limit + ": " + sim.openEpochs() + " of " + epochs + " epochs open");
    }

    /** Lets time pass in which nothing may be lost. */
    void expectCalm(Duration duration) {
        mark();
        final int losses = sim.losses().size();
        sim.advance(duration);
        expect(sim.losses().size() == losses, "a connection was given up: " + sim.losses());
        expect(ended().isEmpty(), "epochs ended: " + ended());
        expectPromiseKept();
    }

    /** Epochs that end from now on count. */
    void mark() {
        epochsSeen = sim.epochs().size();
    }

    /** {@return the epochs that have ended since {@link #mark}} */
    List<EpochChange> ended() {
        return sim.epochs().subList(epochsSeen, sim.epochs().size()).stream()
                .filter(change -> change.status() == FeedStatus.STALE)
                .toList();
    }

    boolean hasEnded(Subscription subscription) {
        return ended().stream().anyMatch(change -> change.subscription().equals(subscription));
    }

    void expectPromiseKept() {
        expectPromiseKept(violation -> true);
    }

    /** Expects that no rule of the contract was broken, but for those that do not apply. */
    void expectPromiseKept(Predicate<Violation> applies) {
        final List<Violation> broken = sim.violations().stream().filter(applies).toList();
        expect(broken.isEmpty(), "the contract was broken: " + broken);
    }

    long anomalies() {
        return sim.feed().status().sessions().stream()
                .mapToLong(status -> status.anomalies())
                .sum();
    }

    long unread() {
        return sim.feed().status().sessions().stream()
                .mapToLong(status -> status.unread())
                .sum();
    }

    void expect(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise + "\nat " + sim.elapsed() + ", "
                    + sim.feed().status()
                    + "\nviolations:\n" + lines(sim.violations()) + "\ntransitions:\n" + lines(sim.transitions())
                    + "\nepochs:\n" + lines(sim.epochs()) + "\nlast frames:\n" + lines(sim.lastFrames()));
        }
    }

    private static String lines(List<?> list) {
        return list.subList(Math.max(0, list.size() - 20), list.size()).stream()
                .map(each -> "  " + each)
                .collect(Collectors.joining("\n"));
    }
}
