package io.holdfast.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LocalNetworkGuardTest {

    private static final long NOW = Long.MAX_VALUE - 5; // wraps at once

    private final LocalNetworkGuard guard = new LocalNetworkGuard();
    private final LocalNetworkGuard.Member one = guard.join();
    private final LocalNetworkGuard.Member two = guard.join();
    private final LocalNetworkGuard.Member three = guard.join();

    @Test
    void oneExchangeThatFailsSaysNothingOfOurNetwork() {
        one.failed(NOW);
        one.failed(NOW);

        assertThat(guard.isSuspected()).isFalse();
        assertThat(one.nanosUntilAllowed(NOW)).isZero();
    }

    @Test
    void mostExchangesFailingAtOnceLetOneTryAtATime() {
        one.failed(NOW);
        two.failed(NOW + seconds(9));
        assertThat(guard.isSuspected()).isTrue();

        final long now = NOW + seconds(10);
        assertThat(three.nanosUntilAllowed(now)).isZero();
        assertThat(three.tryAttempt(now)).isTrue();
        assertThat(one.nanosUntilAllowed(now)).isEqualTo(LocalNetworkGuard.PROBE_INTERVAL.toNanos());
        assertThat(two.nanosUntilAllowed(now + LocalNetworkGuard.PROBE_INTERVAL.toNanos()))
                .isZero();
    }

    @Test
    void failuresThatAreFarApartAreNotOfOneCause() {
        one.failed(NOW);
        two.failed(NOW + LocalNetworkGuard.WINDOW.toNanos());

        assertThat(guard.isSuspected()).isFalse();
    }

    @Test
    void theFirstAnswerFromAnyoneEndsTheSuspicion() {
        one.failed(NOW);
        two.failed(NOW);
        assertThat(one.tryAttempt(NOW)).isTrue();
        three.succeeded();

        assertThat(guard.isSuspected()).isFalse();
        assertThat(two.nanosUntilAllowed(NOW)).isZero();
    }

    @Test
    void anExchangeThatIsTakenOutNoLongerCounts() {
        one.failed(NOW);
        two.failed(NOW);
        two.leave();
        three.leave();

        assertThat(guard.isSuspected()).isFalse();
    }

    @Test
    void atMostOneAttemptIsMadeInEachIntervalHoweverManyAsk() {
        one.failed(NOW);
        two.failed(NOW);
        three.failed(NOW);
        int attempts = 0;
        for (long millis = 0; millis < 60_000; millis += 10) {
            final long now = NOW + Duration.ofMillis(millis).toNanos();
            for (final LocalNetworkGuard.Member member : new LocalNetworkGuard.Member[] {one, two, three}) {
                if (member.tryAttempt(now)) {
                    member.failed(now);
                    attempts++;
                }
            }
        }

        assertThat(attempts).isEqualTo(30);
    }

    @Test
    void moreExchangesThanItCanWatchNeitherGiveEvidenceNorWait() {
        for (int i = 3; i < 70; i++) {
            guard.join();
        }
        final LocalNetworkGuard.Member late = guard.join();
        late.failed(NOW);
        one.failed(NOW);
        assertThat(guard.isSuspected()).isFalse();
        assertThat(late.tryAttempt(NOW)).isTrue();
        assertThat(late.nanosUntilAllowed(NOW)).isZero();
        late.succeeded();
        late.leave();
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
