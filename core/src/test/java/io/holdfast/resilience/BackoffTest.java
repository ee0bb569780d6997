package io.holdfast.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final BackoffPolicy PLAIN = BackoffPolicy.DEFAULT.withJitter(Jitter.NONE);

    @Test
    void theDefaultDoublesFromAQuarterOfASecondToHalfAMinute() {
        final Backoff backoff = new Backoff(PLAIN, new SplittableRandom(1));

        for (final long millis : new long[] {250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            assertThat(backoff.nextDelayNanos())
                    .isEqualTo(Duration.ofMillis(millis).toNanos());
        }
    }

    @Test
    void anImmediateRetryIsAnAttemptAndDoesNotUseUpTheFirstWait() {
        final Backoff backoff = new Backoff(PLAIN, new SplittableRandom(1));
        backoff.grantImmediateRetry();

        assertThat(backoff.nextDelayNanos()).isZero();
        assertThat(backoff.attempt()).isEqualTo(1);
        assertThat(backoff.nextDelayNanos()).isEqualTo(250_000_000);
        assertThat(backoff.attempt()).isEqualTo(2);
    }

    @Test
    void aHintOutranksAnImmediateRetry() {
        final Backoff backoff = new Backoff(PLAIN, new SplittableRandom(1));
        backoff.grantImmediateRetry();

        assertThat(backoff.nextDelayNanos(60_000_000_000L)).isEqualTo(60_250_000_000L);
        assertThat(backoff.nextDelayNanos()).isEqualTo(500_000_000);
    }

    @Test
    void noMoreAttemptsAreGrantedThanAllowed() {
        final Backoff backoff = new Backoff(PLAIN.withMaxAttempts(2), new SplittableRandom(1));
        backoff.nextDelayNanos();
        backoff.nextDelayNanos();

        assertThat(backoff.exhausted()).isTrue();
        assertThatThrownBy(backoff::nextDelayNanos)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("attempt: 2 granted (expected: fewer than maxAttempts 2)");

        backoff.reset();
        assertThat(backoff.exhausted()).isFalse();
    }

    /** The settings that most clients know: 100 ms, doubling to 30 s, ten attempts, no jitter. */
    @Test
    void theClassicSettingsGiveTenAttemptsAndThenNone() {
        final BackoffPolicy classic =
                new BackoffPolicy(Duration.ofMillis(100), Duration.ofSeconds(30), 2.0, Jitter.NONE, 10);
        final Backoff backoff = new Backoff(classic, new SplittableRandom(1));
        backoff.countUnwaitedAttempt(); // the first of all

        for (final long millis : new long[] {100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600}) {
            assertThat(backoff.exhausted()).isFalse();
            assertThat(backoff.nextDelayNanos())
                    .isEqualTo(Duration.ofMillis(millis).toNanos());
        }

        assertThat(backoff.exhausted()).isTrue();
        assertThat("failed to connect after " + backoff.attempt() + " attempts")
                .isEqualTo("failed to connect after 10 attempts");
        assertThatThrownBy(backoff::countUnwaitedAttempt)
                .hasMessage("attempt: 10 granted (expected: fewer than maxAttempts 10)");
    }

    @Test
    void noAttemptStartsAfterTheMaximumElapsedTimeAndTheLastWaitIsCut() {
        final Backoff backoff = new Backoff(PLAIN.withMaxElapsed(Duration.ofSeconds(3)), new SplittableRandom(1));
        long now = Long.MAX_VALUE - 1_000_000_000L; // crosses the wrap
        assertThat(backoff.exhausted(0, now)).isFalse();
        for (final long millis : new long[] {250, 500, 1_000, 1_250}) {
            final long delayNanos = backoff.nextDelayNanos(0, now);
            assertThat(delayNanos).isEqualTo(Duration.ofMillis(millis).toNanos());
            now += delayNanos;
        }
        assertThat(backoff.exhausted(0, now - 1)).isFalse();
        assertThat(backoff.exhausted(0, now)).isTrue();
        final long last = now;
        assertThatThrownBy(() -> backoff.nextDelayNanos(0, last))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("elapsed: 3000000000 ns, hint 0 ns (expected: within maxElapsed PT3S)");

        backoff.reset();
        assertThat(backoff.exhausted(0, now)).isFalse();
        assertThat(backoff.nextDelayNanos(0, now)).isEqualTo(250_000_000);
    }

    @Test
    void aHintBeyondTheMaximumElapsedTimeEndsIt() {
        final Backoff backoff = new Backoff(PLAIN.withMaxElapsed(Duration.ofSeconds(3)), new SplittableRandom(1));
        assertThat(backoff.exhausted(3_000_000_000L, 0)).isFalse();
        assertThat(backoff.exhausted(3_000_000_001L, 0)).isTrue();
        assertThatThrownBy(() -> backoff.nextDelayNanos(3_000_000_001L, 0)).isInstanceOf(IllegalStateException.class);
        assertThat(backoff.nextDelayNanos(3_000_000_000L, 0)).isEqualTo(3_000_000_000L);
    }

    @Test
    void aMaximumElapsedTimeCannotBePassedOver() {
        final Backoff backoff = new Backoff(PLAIN.withMaxElapsed(Duration.ofSeconds(3)), new SplittableRandom(1));
        assertThatThrownBy(backoff::nextDelayNanos)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("maxElapsed: PT3S (expected: a call that is given the time)");
        assertThat(new Backoff(PLAIN, new SplittableRandom(1)).nextDelayNanos(0, 7))
                .isEqualTo(250_000_000);
        assertThat(new Backoff(PLAIN, new SplittableRandom(1)).exhausted(Long.MAX_VALUE, 7))
                .isFalse();
    }

    // B5: constant cost shows as no allocation here; the closed form has no loop
    @Test
    void waitsAllocateNothing() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        final Backoff backoff = new Backoff(BackoffPolicy.DEFAULT, new SplittableRandom(1));
        long sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += backoff.nextDelayNanos(0, i);
        }
        final long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 100_000; i++) {
            sum += backoff.nextDelayNanos(i & 1, i);
        }
        final long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(sum).isPositive();
        assertThat(allocated).isLessThan(4_096);
    }
}
