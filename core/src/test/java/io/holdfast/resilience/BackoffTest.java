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

    // B5: constant cost shows as no allocation here; the closed form has no loop
    @Test
    void waitsAllocateNothing() {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        final Backoff backoff = new Backoff(BackoffPolicy.DEFAULT, new SplittableRandom(1));
        long sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += backoff.nextDelayNanos();
        }
        final long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < 100_000; i++) {
            sum += backoff.nextDelayNanos();
        }
        final long allocated = threads.getThreadAllocatedBytes(self) - before;

        assertThat(sum).isPositive();
        assertThat(allocated).isLessThan(4_096);
    }
}
