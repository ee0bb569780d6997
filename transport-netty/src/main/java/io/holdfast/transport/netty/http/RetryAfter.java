package io.holdfast.transport.netty.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110 §10.2.3): seconds, or a date. */
public final class RetryAfter {

    /** What is asked for beyond this is cut to it: the longest ban that an exchange documents is three days. */
    public static final Duration LONGEST = Duration.ofDays(30);

    private static final int MOST_DIGITS = 18;
    private static final int LONGEST_DATE = 64;

    private RetryAfter() {}

    /**
     * {@return the wait that it asks for, from zero (a date in the past) to {@link #LONGEST}; null where it makes no
     * sense}
     *
     * @param epochNanos now, for the date
     */
    public static @Nullable Duration parse(@Nullable String value, long epochNanos) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        if (value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return value.length() > MOST_DIGITS ? LONGEST : bounded(Duration.ofSeconds(Long.parseLong(value)));
        }
        if (value.length() > LONGEST_DATE) {
            return null;
        }
        try {
            final Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
            return bounded(Duration.between(Instant.EPOCH.plusNanos(epochNanos), until));
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
