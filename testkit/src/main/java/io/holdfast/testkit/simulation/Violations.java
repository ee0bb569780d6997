package io.holdfast.testkit.simulation;

import io.holdfast.testkit.simulation.Violation.Rule;
import io.holdfast.time.VirtualScheduler;
import java.util.ArrayList;
import java.util.List;

/** The breaches found in one simulation: the first ones whole, the rest counted. */
final class Violations {

    private static final int MOST_KEPT = 20;

    private final VirtualScheduler world;
    private final List<Violation> first = new ArrayList<>();
    private long count;

    Violations(VirtualScheduler world) {
        this.world = world;
    }

    void add(Rule rule, String detail) {
        count++;
        if (first.size() < MOST_KEPT) {
            first.add(new Violation(rule, world.elapsed(), detail));
        }
    }

    List<Violation> first() {
        return List.copyOf(first);
    }

    long count() {
        return count;
    }
}
