package io.holdfast.testkit.conformance;

import io.holdfast.testkit.simulation.Violation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** Whatever JSON lets vary may vary: the exchange's own messages, said in another way, mean the same. */
final class ShapeChecks extends CheckGroup {

    private static final int[] CUTS = {0, 1, 8, 25, 50, 75, 92, 99};

    ShapeChecks(Subject subject) {
        super("shape of messages", subject);
    }

    @Override
    void define() {
        kind("SHAPE");
        for (final JsonShape shape : JsonShape.values()) {
            add(shape.title(), () -> {
                final Bench bench = Bench.of(subject);
                bench.sim.site().reshape(shape.reshaper(1));
                bench.sim.start();
                bench.expectWhole();
                final long anomalies = bench.anomalies();
                bench.expectCalm(Duration.ofSeconds(60));
                bench.expect(bench.anomalies() == anomalies, "anomalies were found");
            });
        }
        kind("CUT");
        for (final int percent : CUTS) {
            add("messages that are cut off after " + percent + " % are noticed, and mended", () -> {
                final Bench bench = Bench.live(subject);
                bench.sim.site().reshape(cutting(percent));
                bench.sim.advance(Duration.ofSeconds(40));
                bench.sim.site().reshape(message -> message);
                bench.expect(bench.unread() + bench.anomalies() > 0, "what was cut off was not counted");
                bench.expectWhole();
                bench.sim.advance(Duration.ofSeconds(20));
                bench.expectPromiseKept(violation -> !isUnknowable(violation));
            });
        }
    }

    /** Whose a message was of which hardly anything came, nobody knows; where there are numbers, these tell. */
    private static boolean isUnknowable(Violation violation) {
        return violation.rule() == Violation.Rule.MISSING && violation.detail().contains("tops of book between");
    }

    /** One message in a few is cut; more often than that nothing would ever become whole. */
    private static UnaryOperator<byte[]> cutting(int percent) {
        final int[] count = new int[1];
        return message -> {
            count[0]++;
            // A prefix of a document without an end is none, so that the cut shows in the message itself.
            final boolean isDocument = JsonTree.parse(new String(message, StandardCharsets.UTF_8)) != null;
            return count[0] % 17 == 0 && isDocument
                    ? Arrays.copyOf(message, Math.min(message.length - 1, message.length * percent / 100))
                    : message;
        };
    }
}
