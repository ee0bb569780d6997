package io.holdfast.resilience.peers;

import static io.holdfast.resilience.peers.BreakerInvariant.C10;
import static io.holdfast.resilience.peers.BreakerInvariant.C11;
import static io.holdfast.resilience.peers.BreakerInvariant.C15;
import static io.holdfast.resilience.peers.BreakerInvariant.C17;
import static io.holdfast.resilience.peers.BreakerInvariant.C19;
import static io.holdfast.resilience.peers.BreakerInvariant.C7;
import static io.holdfast.resilience.peers.BreakerInvariant.C8;
import static io.holdfast.resilience.peers.BreakerInvariant.C9;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.resilience.peers.BreakerAdapter.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The same invariants asked of this library's breaker and backoff and of two others, in the versions that the build
 * names. What holds and what does not is asserted, so that the page on it cannot be out of date, in either direction.
 */
class PeerComparisonTest {

    private static final Path PAGE = Path.of("..", "docs", "breaker-comparison.md");

    private static final String HOLDS = "holds";
    private static final String BROKEN = "broken";
    private static final String NOT_ASKED = "not asked";

    private static final int SEEDS = 50;
    private static final int SEEDS_IN_REAL_TIME = 3; // Failsafe reads its own clock: each takes some 100 ms

    private static final Set<BreakerInvariant> BROKEN_IN_RESILIENCE4J = EnumSet.of(C8, C9, C10, C11, C15, C17, C19);
    private static final Set<BreakerInvariant> BROKEN_IN_FAILSAFE = EnumSet.of(C9, C10, C11, C19);
    private static final Set<BreakerInvariant> NOT_ASKED_OF_FAILSAFE = EnumSet.of(C7, C15, C17);

    @Property(tries = 2_000, seed = "20261124")
    void holdfastHoldsThemAll(@ForAll BreakerInvariant invariant, @ForAll long seed) {
        invariant.check(HoldfastBreaker::new, new SplittableRandom(seed));
    }

    @Property(tries = 40, seed = "20261124")
    void holdfastsBackoffHoldsThemAll(@ForAll BackoffInvariant invariant, @ForAll long seed) {
        invariant.check(PeerBackoffs::holdfast, seed);
    }

    @ParameterizedTest
    @EnumSource
    void thePageSaysOfEachBreakerWhatTheChecksFind(BreakerInvariant invariant) throws IOException {
        final String resilience4j = verdict(invariant, Resilience4jBreaker::new, SEEDS);
        final String failsafe = verdict(invariant, FailsafeBreaker::new, SEEDS_IN_REAL_TIME);

        assertThat(resilience4j).isEqualTo(BROKEN_IN_RESILIENCE4J.contains(invariant) ? BROKEN : HOLDS);
        final String holdsOrNot = BROKEN_IN_FAILSAFE.contains(invariant) ? BROKEN : HOLDS;
        assertThat(failsafe).isEqualTo(NOT_ASKED_OF_FAILSAFE.contains(invariant) ? NOT_ASKED : holdsOrNot);
        assertPageSays(invariant.name(), invariant.meaning(), HOLDS, resilience4j, failsafe);
    }

    @ParameterizedTest
    @EnumSource
    void thePageSaysOfEachBackoffWhatTheChecksFind(BackoffInvariant invariant) throws IOException {
        final String resilience4j = verdict(invariant, PeerBackoffs::resilience4j);
        final String failsafe = verdict(invariant, PeerBackoffs::failsafe);

        assertThat(resilience4j).isEqualTo(invariant == BackoffInvariant.B8 ? HOLDS : BROKEN);
        assertThat(failsafe).isEqualTo(invariant == BackoffInvariant.B8 ? BROKEN : HOLDS);
        assertPageSays(invariant.name(), invariant.meaning(), HOLDS, resilience4j, failsafe);
    }

    private static void assertPageSays(String... cells) throws IOException {
        assertThat(Files.readAllLines(PAGE)).contains("| " + String.join(" | ", List.of(cells)) + " |");
    }

    private static String verdict(BreakerInvariant invariant, BreakerInvariant.Maker maker, int seeds) {
        final Settings any = new Settings(1, 1, 1, BreakerInvariant.OPEN_TIME, to -> {});
        if (!invariant.appliesTo(maker.make(any).features())) {
            return NOT_ASKED;
        }
        for (int seed = 0; seed < seeds; seed++) {
            try {
                invariant.check(maker, new SplittableRandom(seed));
            } catch (AssertionError e) {
                return BROKEN;
            }
        }
        return HOLDS;
    }

    private static String verdict(BackoffInvariant invariant, BackoffInvariant.Maker maker) {
        try {
            invariant.check(maker, 1);
            return HOLDS;
        } catch (AssertionError e) {
            return BROKEN;
        }
    }
}
