package io.holdfast.testkit.simulation;

import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import io.holdfast.session.ExchangeFeed;
import io.holdfast.testkit.venue.Fate;
import io.holdfast.testkit.venue.Numbering;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.List;

/** Lets the faults of a schedule happen, each where it belongs. Confined to the simulation's thread. */
final class FaultInjector {

    /** One exchange and all that can go wrong with it. */
    record Target(VirtualSite site, SimulatedVenue<?> venue, ExchangeFeed feed, List<Subscription> subscriptions) {

        Numbering numbering() {
            return venue.numbering();
        }
    }

    private final VirtualScheduler world;
    private final VirtualHost host;
    private final List<Target> targets;
    private int slowConsumers;
    private long churned;

    FaultInjector(VirtualScheduler world, VirtualHost host, List<Target> targets) {
        this.world = world;
        this.host = host;
        this.targets = targets;
    }

    /** Sets a timer for each event. */
    void schedule(FaultSchedule schedule) {
        for (final FaultEvent event : schedule.events()) {
            world.schedule(() -> begin(event), event.at().minus(world.elapsed()).toNanos());
        }
    }

    /** {@return whether the ring is to be read} */
    boolean consumerReads() {
        return slowConsumers == 0;
    }

    private void begin(FaultEvent event) {
        if (event.kind().isLasting()) {
            world.schedule(() -> end(event), event.lasting().toNanos());
        }
        switch (event.kind()) {
            case PAUSE -> host.pause(Duration.ofMillis(event.magnitude()), event.magnitude() % 2 == 0);
            case SLEEP -> {
                final Duration length = Duration.ofMillis(event.magnitude());
                targets.forEach(target -> target.site().struck(event.kind()));
                world.schedule(() -> targets.forEach(target -> target.site().struck(event.kind())), length.toNanos());
                host.sleep(length, event.magnitude() % 2 == 0);
            }
            case CLOCK_JUMP -> host.jumpWallClock(Duration.ofSeconds(event.magnitude()));
            case SLOW_CONSUMER -> slowConsumers++;
            default -> {
                for (int i = 0; i < targets.size(); i++) {
                    if (event.exchange() == FaultEvent.ALL || event.exchange() == i) {
                        begin(event, targets.get(i));
                    }
                }
            }
        }
    }

    private void begin(FaultEvent event, Target target) {
        final int magnitude = (int) event.magnitude();
        switch (event.kind()) {
            case CHURN -> churn(target, magnitude);
            case NO_DATA -> {
                // What a feed without numbers leaves out in the middle leaves no trace that anybody could find.
                if (target.numbering() != Numbering.TRADES_ONLY) {
                    target.site().begin(event.kind(), magnitude);
                }
            }
            case NO_ANSWER -> {
                target.site().begin(event.kind(), magnitude);
                target.venue().faults().requestsUnanswered(true);
            }
            case LOSE_MESSAGES -> tamper(target, event, Fate.LOST);
            case REPEAT_MESSAGES -> tamper(target, event, Fate.DUPLICATED);
            case REORDER_MESSAGES -> tamper(target, event, Fate.DELAYED);
            case MISCHECK_MESSAGES -> tamper(target, event, Fate.MISCHECKED);
            case STALLED_SUBSCRIPTION -> {
                target.site().struck(event.kind());
                target.site().stall(pick(target.subscriptions(), magnitude));
            }
            default -> target.site().begin(event.kind(), magnitude);
        }
    }

    private void end(FaultEvent event) {
        if (event.kind() == FaultKind.SLOW_CONSUMER) {
            slowConsumers--;
            return;
        }
        for (int i = 0; i < targets.size(); i++) {
            if (event.exchange() == FaultEvent.ALL || event.exchange() == i) {
                final Target target = targets.get(i);
                target.site().end(event.kind());
                if (event.kind() == FaultKind.NO_ANSWER && !target.site().has(FaultKind.NO_ANSWER)) {
                    target.venue().faults().requestsUnanswered(false);
                }
            }
        }
    }

    /** Of channels whose numbering shows what is missing; which one depends on the schedule alone. */
    private void tamper(Target target, FaultEvent event, Fate fate) {
        final List<Subscription> numbered = target.subscriptions().stream()
                .filter(subscription -> shows(subscription.channel(), fate, target.numbering()))
                .toList();
        if (numbered.isEmpty()) {
            return;
        }
        target.site().struck(event.kind());
        final Subscription subscription = pick(numbered, event.at().toMillis());
        for (int i = 0; i < event.magnitude(); i++) {
            target.venue().faults().next(subscription, fate);
        }
    }

    /** {@return whether it can be seen in what comes: without numbers an older book looks like any other} */
    private static boolean shows(Channel channel, Fate fate, Numbering numbering) {
        return switch (channel) {
            case TRADES -> true;
            case TOP_OF_BOOK -> fate == Fate.DUPLICATED && numbering == Numbering.OWN;
            case BOOK ->
                switch (numbering) {
                    case OWN -> true;
                    case CARRIED -> fate != Fate.DELAYED;
                    case TRADES_ONLY -> fate == Fate.DUPLICATED;
                };
        };
    }

    /** Two go and come back the other way round: whoever takes one for the other is found out. */
    private void churn(Target target, int backAfterMillis) {
        final Subscription first = pick(target.subscriptions(), churned++);
        final Subscription second = pick(target.subscriptions(), churned);
        target.feed().unsubscribe(first);
        target.feed().unsubscribe(second);
        world.schedule(
                () -> {
                    target.feed().subscribe(second);
                    target.feed().subscribe(first);
                },
                Duration.ofMillis(backAfterMillis).toNanos());
    }

    private static Subscription pick(List<Subscription> from, long which) {
        return from.get((int) Math.floorMod(which, (long) from.size()));
    }
}
