package io.holdfast.testkit.conformance;

import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import io.holdfast.testkit.simulation.FaultKind;
import io.holdfast.testkit.venue.Fate;
import java.time.Duration;

/** What is lost, repeated or out of order is noticed by the plugin, and made whole. */
final class ContinuityChecks extends CheckGroup {

    /** Before the engine notices that a repair led to nothing: a subscription counts as stalled after 10 s. */
    private static final Duration REPAIR = Duration.ofSeconds(8);

    ContinuityChecks(Subject subject) {
        super("continuity", subject);
    }

    @Override
    void define() {
        kind("GAP");
        for (final Channel channel : subject.channels()) {
            if (channel != Channel.TOP_OF_BOOK) {
                add(
                        "a lost message ends the epoch, and the next one is right: " + channel,
                        () -> lose(channel, 1, REPAIR));
                add("several lost messages: " + channel, () -> lose(channel, 5, Bench.SOON));
            }
        }
        kind("REPEAT");
        for (final Channel channel : subject.channels()) {
            add("a message that comes twice is told once: " + channel, () -> tampered(channel, Fate.DUPLICATED, 1));
            add("many messages that come twice: " + channel, () -> tampered(channel, Fate.DUPLICATED, 20));
        }
        kind("ORDER");
        for (final Channel channel : subject.channels()) {
            if (channel != Channel.TOP_OF_BOOK) {
                add("a message behind the next one: " + channel, () -> tampered(channel, Fate.DELAYED, 1));
                add("several messages behind the next one: " + channel, () -> tampered(channel, Fate.DELAYED, 4));
            }
        }
        if (subject.channels().contains(Channel.BOOK)) {
            kind("BOOK");
            add(
                    "a checksum that is not the book's ends the epoch, where there is one",
                    () -> tampered(Channel.BOOK, Fate.MISCHECKED, 1));
            add("the book is the exchange's after every message", () -> {
                final Bench bench = Bench.live(subject);
                bench.expectCalm(Duration.ofMinutes(5));
            });
            add("the book is whole again after a lost connection", () -> {
                final Bench bench = Bench.live(subject);
                bench.sim.site().begin(FaultKind.RST, 0);
                bench.sim.advance(Duration.ofSeconds(5));
                bench.expectWhole();
                bench.expectCalm(Duration.ofMinutes(1));
            });
            add("losses again and again, each mended", () -> {
                final Bench bench = Bench.live(subject);
                for (int i = 0; i < 8; i++) {
                    bench.sim.venue().faults().next(of(Channel.BOOK), Fate.LOST);
                    bench.sim.advance(Duration.ofSeconds(40));
                    bench.expectWhole();
                }
                bench.expectPromiseKept();
            });
            add("no book that is delivered is ever crossed", () -> {
                final BookWatch watch = new BookWatch(subject.adapter());
                final Bench bench = new Bench(
                        subject.exchange(watch, subject.markets(), Subject.TICK, subject.subscriptions()),
                        subject.profile());
                bench.sim.start();
                bench.expectWhole();
                bench.sim.advance(Duration.ofMinutes(5));
                bench.expect(watch.messages() > 100, "messages of books: " + watch.messages() + " (expected: more)");
                bench.expect(watch.crossed() == 0, "crossed: " + watch.crossed() + " times in " + watch.messages());
            });
        }
        kind("RESYNC");
        for (final Channel channel : subject.channels()) {
            if (channel != Channel.TOP_OF_BOOK) {
                add("repairing one subscription keeps the connection, or replaces it at once: " + channel, () -> {
                    final Bench bench = tampered(channel, Fate.LOST, 1);
                    bench.expect(bench.sim.losses().size() <= 1, "lost: " + bench.sim.losses());
                });
            }
        }
    }

    private Subscription of(Channel channel) {
        return new Subscription(subject.first(), channel);
    }

    private void lose(Channel channel, int messages, Duration limit) {
        final Bench bench = Bench.live(subject);
        bench.sim.advance(Duration.ofSeconds(20));
        bench.mark();
        for (int i = 0; i < messages; i++) {
            bench.sim.venue().faults().next(of(channel), Fate.LOST);
        }
        bench.expect(
                bench.sim.await(() -> bench.hasEnded(of(channel)), Duration.ofSeconds(60)), "no epoch of it has ended");
        bench.expectWhole(limit);
        bench.sim.advance(Duration.ofSeconds(40));
        bench.expectWhole();
        bench.expectPromiseKept();
    }

    private Bench tampered(Channel channel, Fate fate, int messages) {
        final Bench bench = Bench.live(subject);
        bench.sim.advance(Duration.ofSeconds(20));
        bench.expectPromiseKept();
        bench.mark();
        for (int i = 0; i < messages; i++) {
            bench.sim.venue().faults().next(of(channel), fate);
        }
        bench.sim.advance(Duration.ofSeconds(60));
        bench.expectWhole();
        bench.sim.advance(Duration.ofSeconds(20));
        bench.expectPromiseKept();
        return bench;
    }
}
