package io.holdfast.testkit.conformance;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.market.Instrument;
import io.holdfast.market.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Subscribing, at the beginning and later, and what the exchange answers to it. */
final class SubscriptionChecks extends CheckGroup {

    private static final Instrument UNKNOWN = Instrument.of("NOSUCH/THING");

    SubscriptionChecks(Subject subject) {
        super("subscriptions", subject);
    }

    @Override
    void define() {
        final List<Subscription> all = subject.subscriptions();
        final Subscription one = all.get(0);

        kind("SUBSCRIBE");
        add("everything that is wanted becomes live", () -> Bench.live(subject).expectPromiseKept());
        add("every subscription is acknowledged by the exchange, and served", () -> {
            final AnswersHeard heard = new AnswersHeard(subject.adapter());
            final Bench bench =
                    new Bench(subject.exchange(heard, subject.markets(), Subject.TICK, all), subject.profile());
            bench.sim.start();
            bench.expectWhole();
            all.forEach(bench.sim.feed()::unsubscribe);
            bench.sim.advance(Duration.ofSeconds(5));
            all.forEach(bench.sim.feed()::subscribe); // by a request, also where the URL said it first
            bench.expectWhole();
            bench.sim.advance(Duration.ofSeconds(5));
            bench.expect(heard.requested().equals(Set.copyOf(all)), "asked for: " + heard.requested());
            bench.expect(
                    heard.acknowledged().equals(heard.requested()),
                    "told as acknowledged: " + heard.acknowledged() + " (expected: " + heard.requested() + ")");
            bench.expect(bench.sim.feed().status().active() == all.size(), "not all are served");
            bench.expect(bench.sim.feed().status().refused() == 0, "some were refused");
        });
        add("nothing more is subscribed to than is wanted", () -> {
            final Bench bench = Bench.live(subject);
            final Set<Subscription> served = served(bench);
            bench.expect(
                    served.stream()
                            .map(Subscription::instrument)
                            .allMatch(each -> each.equals(subject.first()) || each.equals(subject.second())),
                    "subscribed to: " + served);
        });
        for (final Channel channel : subject.channels()) {
            add(channel + " alone", () -> {
                final Bench bench = new Bench(
                        subject.exchange(
                                subject.adapter(),
                                subject.markets(),
                                Subject.TICK,
                                List.of(new Subscription(subject.first(), channel))),
                        subject.profile());
                bench.sim.start();
                bench.expectWhole();
                bench.expectCalm(Duration.ofSeconds(30));
            });
        }

        kind("LATER");
        for (final Subscription later : List.of(one, all.get(all.size() - 1))) {
            add("what is wanted later becomes live, and the rest stays so: " + later.channel(), () -> {
                final List<Subscription> some =
                        all.stream().filter(each -> !each.equals(later)).toList();
                final Bench bench = new Bench(
                        subject.exchange(subject.adapter(), subject.markets(), Subject.TICK, some), subject.profile());
                bench.sim.start();
                bench.expectWhole();
                bench.mark();
                bench.sim.feed().subscribe(later);
                bench.expectWhole(all.size());
                bench.expect(bench.ended().isEmpty(), "epochs ended: " + bench.ended());
                bench.expectPromiseKept();
            });
        }
        for (final Subscription gone : all.subList(0, subject.channels().size())) {
            add("what is wanted no longer ends, and the rest stays live: " + gone.channel(), () -> {
                final Bench bench = Bench.live(subject);
                bench.mark();
                bench.sim.feed().unsubscribe(gone);
                bench.sim.advance(Duration.ofSeconds(30));
                bench.expect(
                        bench.ended().stream()
                                .allMatch(change -> change.subscription().equals(gone)),
                        "other epochs ended: " + bench.ended());
                bench.expectWhole(all.size() - 1);
                bench.expectPromiseKept();
            });
            add("what is wanted again becomes live again: " + gone.channel(), () -> {
                final Bench bench = Bench.live(subject);
                bench.sim.feed().unsubscribe(gone);
                bench.sim.advance(Duration.ofSeconds(5));
                bench.sim.feed().subscribe(gone);
                bench.expectWhole(all.size());
                bench.expectPromiseKept();
            });
            add("gone and wanted again at once becomes live again: " + gone.channel(), () -> {
                final Bench bench = Bench.live(subject);
                bench.sim.feed().unsubscribe(gone);
                bench.sim.feed().subscribe(gone);
                bench.sim.advance(Duration.ofSeconds(1));
                bench.expectWhole(all.size());
                bench.expectPromiseKept();
            });
        }

        kind("ACK");
        add("requests that stay unanswered are noticed, and made again", () -> {
            final Bench bench = Bench.of(subject);
            bench.sim.venue().faults().requestsUnanswered(true);
            bench.sim.start();
            bench.sim.advance(
                    subject.profile().subscribeTimeout().multipliedBy(3).plusSeconds(30));
            bench.expect(bench.sim.openEpochs() <= served(bench).size(), "more epochs are open than are subscribed to");
            bench.sim.venue().faults().requestsUnanswered(false);
            bench.expectWhole();
            bench.expectPromiseKept();
        });
        add("an acknowledgement proves no data", () -> {
            final Bench bench = Bench.of(subject);
            all.forEach(bench.sim.venue().faults()::stop);
            bench.sim.start();
            bench.sim.advance(Duration.ofSeconds(10));
            bench.expectPromiseKept();
        });

        kind("REJECT");
        add("an instrument that is not listed is refused, and costs the others nothing", () -> {
            final Bench bench = Bench.live(subject);
            bench.sim.feed().subscribe(new Subscription(UNKNOWN, one.channel()));
            bench.sim.advance(Duration.ofSeconds(1));
            bench.expectCalm(Duration.ofSeconds(30));
            bench.expect(bench.sim.feed().status().refused() == 1, "it was not refused");
        });
        add("a refusal of one instrument costs the others nothing", () -> {
            final Bench bench = refused(subject.adapter());
            bench.expectWhole(subject.channels().size());
            bench.expect(bench.sim.losses().isEmpty(), "a connection was given up: " + bench.sim.losses());
            bench.expect(
                    bench.sim.epochs().stream()
                            .filter(change -> change.reason() == Reason.REJECTED)
                            .allMatch(
                                    change -> change.subscription().instrument().equals(subject.second())),
                    "others were refused, too");
            bench.expectPromiseKept();
        });
        add("a refusal is told for each subscription that it concerns", () -> {
            final AnswersHeard heard = new AnswersHeard(subject.adapter());
            final Bench bench = refused(heard);
            bench.expect(
                    heard.refused().containsAll(ofSecond()),
                    "told as refused: " + heard.refused() + " (expected: " + ofSecond() + ")");
            bench.expect(
                    bench.sim.feed().status().refused() == subject.channels().size(),
                    "refused: " + bench.sim.feed().status().refused() + " (expected: "
                            + subject.channels().size() + ")");
        });
    }

    /** One instrument is live, and the exchange refuses the other, which is asked for later. */
    private Bench refused(ExchangeAdapter adapter) {
        final List<Subscription> accepted = subject.subscriptions().stream()
                .filter(each -> each.instrument().equals(subject.first()))
                .toList();
        final Bench bench =
                new Bench(subject.exchange(adapter, subject.markets(), Subject.TICK, accepted), subject.profile());
        bench.sim.start();
        bench.expectWhole();
        bench.sim.venue().faults().refuse(subject.second());
        ofSecond().forEach(bench.sim.feed()::subscribe);
        bench.sim.advance(Duration.ofSeconds(60));
        return bench;
    }

    private List<Subscription> ofSecond() {
        return subject.subscriptions().stream()
                .filter(each -> each.instrument().equals(subject.second()))
                .toList();
    }

    private static Set<Subscription> served(Bench bench) {
        return bench.sim.venue().connections().stream()
                .flatMap(connection -> connection.subscriptions().stream())
                .collect(Collectors.toSet());
    }
}
