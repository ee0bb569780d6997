package io.holdfast.testkit.conformance;

import io.holdfast.market.Channel;
import io.holdfast.market.Subscription;
import java.time.Duration;
import java.util.List;

/** A message with data costs no garbage. */
final class AllocationChecks extends CheckGroup {

    private static final Duration TICK = Duration.ofMillis(10);
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    private static final Duration MEASURED = Duration.ofSeconds(120);
    private static final int FEWEST_FRAMES = 200;
    /** Tables that grow once, and the odd message that is no data: spread over all, they are less. */
    private static final long MOST_BYTES_EACH = 2;

    AllocationChecks(Subject subject) {
        super("allocation", subject);
    }

    @Override
    void define() {
        kind("ALLOC");
        for (final Channel channel : subject.channels()) {
            add("reading allocates nothing in steady state: " + channel, () -> measure(channel));
        }
    }

    private void measure(Channel channel) {
        final MeteredAdapter metered = new MeteredAdapter(subject.adapter());
        final List<Subscription> subscriptions =
                List.of(new Subscription(subject.first(), channel), new Subscription(subject.second(), channel));
        final Bench bench =
                new Bench(subject.exchange(metered, subject.markets(), TICK, subscriptions), subject.profile());
        bench.sim.start();
        bench.expectWhole();
        bench.sim.advance(WARM_UP);
        metered.reset();
        bench.sim.advance(MEASURED);
        bench.expect(metered.frames() >= FEWEST_FRAMES, "frames: " + metered.frames() + " (expected: more)");
        bench.expect(
                metered.allocated() / metered.frames() < MOST_BYTES_EACH,
                metered.allocated() + " bytes were allocated for " + metered.frames() + " messages");
    }
}
