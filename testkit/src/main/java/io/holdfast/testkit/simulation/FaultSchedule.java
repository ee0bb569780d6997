package io.holdfast.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What goes wrong in one simulation, and when: drawn from a seed, or written down. Immutable.
 *
 * @param events in the order of their beginning
 */
public record FaultSchedule(List<FaultEvent> events) {

    /** Nothing goes wrong. */
    public static final FaultSchedule NONE = new FaultSchedule(List.of());

    private static final long SHORTEST_MILLIS = 20;

    /** Copies the events and sorts them by their beginning. */
    public FaultSchedule {
        events = events.stream().sorted(Comparator.comparing(FaultEvent::at)).toList();
    }

    /** {@return a schedule of these events} */
    public static FaultSchedule of(FaultEvent... events) {
        return new FaultSchedule(List.of(events));
    }

    /**
     * Draws a schedule.
     *
     * @param random    where chance comes from
     * @param kinds     what may happen; not empty
     * @param exchanges how many exchanges there are
     * @param count     how many faults
     * @param from      no fault begins before
     * @param until     no fault begins at or after
     * @param longest   no fault lasts longer
     */
    public static FaultSchedule draw(
            SplittableRandom random,
            List<FaultKind> kinds,
            int exchanges,
            int count,
            Duration from,
            Duration until,
            Duration longest) {
        final List<FaultEvent> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            final long at = random.nextLong(from.toMillis(), until.toMillis());
            // Short ones as often as long ones: most mistakes are made at one particular moment.
            final double length =
                    Math.exp(random.nextDouble() * Math.log((double) longest.toMillis() / SHORTEST_MILLIS));
            events.add(new FaultEvent(
                    kind,
                    exchanges > 1 && random.nextInt(8) == 0 ? FaultEvent.ALL : random.nextInt(exchanges),
                    Duration.ofMillis(at),
                    kind.isLasting() ? Duration.ofMillis((long) (length * SHORTEST_MILLIS)) : Duration.ZERO,
                    magnitude(kind, random)));
        }
        return new FaultSchedule(events);
    }

    private static long magnitude(FaultKind kind, SplittableRandom random) {
        return switch (kind) {
            case CLOSE_FRAME -> closeCode(random);
            case UPGRADE_STATUS, HTTP_STATUS -> random.nextInt(2) == 0 ? 503 : random.nextLong(500, 505);
            default -> random.nextLong(kind.least(), kind.most() + 1);
        };
    }

    /** A code that may stand in a close frame. */
    private static long closeCode(SplittableRandom random) {
        final long[] usual = {1000, 1001, 1002, 1003, 1005, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014};
        return random.nextInt(4) == 0 ? random.nextLong(3000, 5000) : usual[random.nextInt(usual.length)];
    }

    /** {@return when the last fault is over} */
    public Duration end() {
        return events.stream()
                .map(FaultEvent::end)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** {@return the schedule of some of the events} */
    public FaultSchedule keeping(BitSet kept) {
        final List<FaultEvent> some = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            if (kept.get(i)) {
                some.add(events.get(i));
            }
        }
        return new FaultSchedule(some);
    }

    /**
     * Takes events away for as long as what is left still fails.
     *
     * @param fails whether a schedule fails; asked again and again
     * @return the places of events that are needed: without any one of them it does not fail
     */
    public BitSet shrink(Predicate<FaultSchedule> fails) {
        final BitSet kept = new BitSet();
        kept.set(0, events.size());
        int chunk = Math.max(1, events.size() / 2);
        while (true) {
            boolean smaller = false;
            for (int start = 0; start < events.size(); start += chunk) {
                final BitSet tried = (BitSet) kept.clone();
                tried.clear(start, Math.min(events.size(), start + chunk));
                if (!tried.equals(kept) && fails.test(keeping(tried))) {
                    kept.and(tried);
                    smaller = true;
                }
            }
            if (!smaller && chunk == 1) {
                return kept;
            }
            chunk = smaller ? chunk : Math.max(1, chunk / 2);
        }
    }

    /** {@return one line for each event} */
    @Override
    public String toString() {
        return events.stream().map(FaultEvent::toString).collect(Collectors.joining("\n"));
    }
}
