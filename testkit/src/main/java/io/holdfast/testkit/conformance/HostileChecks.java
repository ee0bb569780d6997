package io.holdfast.testkit.conformance;

import io.holdfast.testkit.simulation.FaultKind;
import io.holdfast.testkit.simulation.Violation;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** What an exchange sends is hostile until it is parsed: nothing throws, hangs or misleads. */
final class HostileChecks extends CheckGroup {

    private static final int MUTATED_RUNS = 6;

    HostileChecks(Subject subject) {
        super("hostile bytes", subject);
    }

    @Override
    void define() {
        kind("HOSTILE");
        Hostile.messages()
                .forEach((title, messages) -> add(title + ": read by nobody, and harmless", () -> {
                    final Bench bench = Bench.live(subject);
                    for (final byte[] message : messages) {
                        bench.sim.site().tellEveryClient(message);
                        bench.sim.advance(Duration.ofMillis(100));
                    }
                    bench.expectPromiseKept();
                    bench.sim.advance(Duration.ofSeconds(10));
                    bench.expectWhole();
                    bench.expectPromiseKept();
                }));
        kind("MUTATED");
        for (int run = 1; run <= MUTATED_RUNS; run++) {
            final long seed = run;
            add("own messages with bytes changed, taken out and put in, seed " + seed, () -> {
                final Bench bench = Bench.live(subject);
                bench.sim.site().reshape(mutating(new SplittableRandom(seed)));
                bench.sim.advance(Duration.ofSeconds(60));
                bench.expectPromiseKept(HostileChecks::applies);
                bench.sim.site().reshape(message -> message);
                bench.sim.site().begin(FaultKind.RST, 0);
                bench.sim.advance(Duration.ofSeconds(1));
                bench.expectWhole();
                bench.expectPromiseKept(HostileChecks::applies);
            });
        }
    }

    /** A digit that was changed is another price, and nobody can tell; what must hold all the same is all the rest. */
    private static boolean applies(Violation violation) {
        return violation.rule() == Violation.Rule.EXCEPTION || violation.rule() == Violation.Rule.LEFT_BEHIND;
    }

    private static UnaryOperator<byte[]> mutating(SplittableRandom random) {
        return message -> {
            if (message.length == 0 || random.nextInt(3) > 0) {
                return message;
            }
            final byte[] changed = message.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                final int at = random.nextInt(changed.length);
                switch (random.nextInt(4)) {
                    case 0 -> changed[at] = (byte) random.nextInt(256);
                    case 1 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                    case 2 -> changed[at] = (byte) "{}[]\",:\\-0".charAt(random.nextInt(10));
                    default -> System.arraycopy(changed, at, changed, at / 2, changed.length - at);
                }
            }
            return changed;
        };
    }
}
