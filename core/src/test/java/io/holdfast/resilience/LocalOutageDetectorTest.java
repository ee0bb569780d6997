package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LocalOutageDetectorTest {

    private static final long SECOND = 1_000_000_000;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final LocalOutageDetector detector = new LocalOutageDetector(5, WINDOW, 0.5, INTERVAL);
    private long now = Long.MAX_VALUE - 3 * SECOND; // every test crosses the wrap

    @Test
    void oneProbesForAllWhereMostFailAtOnce() {
        detector.onFailure(0, now);
        detector.onFailure(1, now);
        assertThat(detector.isSuspected()).isFalse();
        assertThat(detector.tryProbe(now)).isTrue();
        assertThat(detector.tryProbe(now)).isTrue();

        detector.onFailure(2, now + 10 * SECOND - 1);
        assertThat(detector.isSuspected()).isTrue();
        now += 10 * SECOND - 1;
        assertThat(detector.nanosUntilProbe(now)).isZero();
        assertThat(detector.tryProbe(now)).isTrue();
        assertThat(detector.tryProbe(now)).isFalse();
        assertThat(detector.nanosUntilProbe(now)).isEqualTo(5 * SECOND);
        now += 5 * SECOND - 1;
        assertThat(detector.tryProbe(now)).isFalse();
        now += 1;
        assertThat(detector.tryProbe(now)).isTrue();
    }

    @Test
    void failuresFurtherApartThanTheWindowAreNotOneOutage() {
        detector.onFailure(0, now);
        detector.onFailure(1, now);
        detector.onFailure(2, now + 10 * SECOND);
        assertThat(detector.isSuspected()).isFalse();
    }

    @Test
    void itStaysSuspectedWhileNobodyTriesAndEndsWithAnySuccess() {
        for (int member = 0; member < 5; member++) {
            detector.onFailure(member, now);
        }
        now += 3_600 * SECOND;
        detector.onFailure(4, now); // the probe
        assertThat(detector.isSuspected()).isTrue();

        detector.onSuccess(4);
        assertThat(detector.isSuspected()).isFalse();
        assertThat(detector.nanosUntilProbe(now)).isZero();
        detector.onFailure(0, now);
        assertThat(detector.isSuspected()).isFalse();
    }

    @Test
    void oneFailingMemberIsNeverTheNetwork() {
        final LocalOutageDetector alone = new LocalOutageDetector(1, WINDOW, 0.5, INTERVAL);
        alone.onFailure(0, now);
        assertThat(alone.isSuspected()).isFalse();
        final LocalOutageDetector two = new LocalOutageDetector(2, WINDOW, 0.5, INTERVAL);
        two.onFailure(0, now);
        two.onFailure(0, now);
        assertThat(two.isSuspected()).isFalse();
        two.onFailure(1, now);
        assertThat(two.isSuspected()).isTrue();
    }

    @Test
    void whoeverJoinsCountsAndWhoeverLeavesCountsNoMore() {
        final LocalOutageDetector changing = new LocalOutageDetector(WINDOW, 0.5, INTERVAL);
        final int one = changing.join();
        final int two = changing.join();
        final int three = changing.join();
        changing.join();
        changing.join();
        changing.onFailure(one, now);
        changing.onFailure(two, now);
        assertThat(changing.isSuspected()).as("two of five").isFalse();
        changing.leave(one);
        assertThat(changing.join()).as("a number that is free again").isEqualTo(one);
        changing.onFailure(three, now);
        assertThat(changing.isSuspected()).as("the new one has not failed").isFalse();
        changing.onFailure(one, now);
        assertThat(changing.isSuspected()).as("three of five").isTrue();
        for (int member = 1; member < 5; member++) {
            assertThat(changing.isSuspected()).isTrue();
            changing.leave(member);
        }
        assertThat(changing.isSuspected()).as("one is left").isFalse();
        assertThatThrownBy(() -> changing.leave(2)).hasMessage("member: 2 (expected: one of the 1 that have joined)");
    }

    @Test
    void noMoreJoinThanCanBeWatched() {
        final LocalOutageDetector full =
                new LocalOutageDetector(LocalOutageDetector.MOST_MEMBERS, WINDOW, 0.5, INTERVAL);
        assertThatThrownBy(full::join).hasMessage("members: 63 (expected: fewer before one joins)");
    }

    @Property(tries = 1_000, seed = "20261124")
    void c26WhileSuspectedAtMostOneProbesInAnInterval(
            @ForAll @IntRange(min = 2, max = 63) int members, @ForAll long seed) {
        final SplittableRandom random = new SplittableRandom(seed);
        final LocalOutageDetector watched = new LocalOutageDetector(members, WINDOW, 0.5, INTERVAL);
        final List<Long> probes = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            now += random.nextLong(SECOND);
            final int member = random.nextInt(members);
            if (random.nextInt(50) == 0) {
                watched.onSuccess(member);
            } else {
                final boolean suspected = watched.isSuspected();
                if (watched.tryProbe(now)) {
                    if (suspected) {
                        probes.add(now);
                    }
                    watched.onFailure(member, now);
                }
            }
        }
        for (int i = 1; i < probes.size(); i++) {
            assertThat(probes.get(i) - probes.get(i - 1)).isGreaterThanOrEqualTo(INTERVAL.toNanos());
        }
    }

    @Test
    void argumentsOutOfRangeAreRefusedByName() {
        assertThatThrownBy(() -> new LocalOutageDetector(0, WINDOW, 0.5, INTERVAL))
                .hasMessage("members: 0 (expected: 1 .. 63)");
        assertThatThrownBy(() -> new LocalOutageDetector(64, WINDOW, 0.5, INTERVAL))
                .hasMessageStartingWith("members");
        assertThatThrownBy(() -> new LocalOutageDetector(2, Duration.ZERO, 0.5, INTERVAL))
                .hasMessage("window: PT0S (expected: 1 ns .. PT24H)");
        assertThatThrownBy(() -> new LocalOutageDetector(2, WINDOW, 0, INTERVAL))
                .hasMessage("share: 0.0 (expected: above 0.0 up to 1.0)");
        assertThatThrownBy(() -> new LocalOutageDetector(2, WINDOW, 1.1, INTERVAL))
                .hasMessageStartingWith("share: ");
        assertThatThrownBy(() -> new LocalOutageDetector(2, WINDOW, Double.NaN, INTERVAL))
                .hasMessageStartingWith("share: ");
        assertThatThrownBy(() -> new LocalOutageDetector(2, WINDOW, 0.5, Duration.ofDays(2)))
                .hasMessageStartingWith("probeInterval: ");
        assertThatThrownBy(() -> detector.onFailure(5, now))
                .hasMessage("member: 5 (expected: one of the 5 that have joined)");
        assertThatThrownBy(() -> detector.onSuccess(-1)).hasMessageStartingWith("member: -1 ");
    }
}
