package io.holdfast.transport.netty.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

    private static final long NOW = Instant.parse("2026-11-24T12:00:00Z").getEpochSecond() * 1_000_000_000L;

    @Test
    void secondsAndDatesAreUnderstood() {
        assertThat(RetryAfter.parse("0", NOW)).isEqualTo(Duration.ZERO);
        assertThat(RetryAfter.parse("120", NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(RetryAfter.parse("Tue, 24 Nov 2026 12:00:30 GMT", NOW)).isEqualTo(Duration.ofSeconds(30));
        assertThat(RetryAfter.parse("Tue, 24 Nov 2026 11:00:00 GMT", NOW)).isEqualTo(Duration.ZERO);
    }

    @Test
    void absurdWaitsAreCutAndNonsenseIsNothing() {
        assertThat(RetryAfter.parse("1000000000000", NOW)).isEqualTo(RetryAfter.LONGEST);
        assertThat(RetryAfter.parse("9".repeat(5_000), NOW)).isEqualTo(RetryAfter.LONGEST);
        assertThat(RetryAfter.parse("Fri, 31 Dec 9999 23:59:59 GMT", NOW)).isEqualTo(RetryAfter.LONGEST);
        assertThat(RetryAfter.parse("-1", NOW)).isNull();
        assertThat(RetryAfter.parse("1.5", NOW)).isNull();
        assertThat(RetryAfter.parse("soon", NOW)).isNull();
        assertThat(RetryAfter.parse("", NOW)).isNull();
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }

    @Property
    void anythingGivesAWaitWithinBoundsOrNone(@ForAll String value) {
        final Duration wait = RetryAfter.parse(value, NOW);

        assertThat(wait == null || !wait.isNegative() && wait.compareTo(RetryAfter.LONGEST) <= 0)
                .isTrue();
    }
}
