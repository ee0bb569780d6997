package io.holdfast.codec;

/**
 * Reads timestamps of RFC 3339, such as {@code 2023-10-06T17:35:55.440295Z}, without allocating.
 *
 * <p>Stricter than the RFC in two points: at most nine digits of fraction, since more could not be held, and a
 * {@code T} between date and time. A leap second, {@code 23:59:60} in UTC, is taken as the first second of the next
 * day, as the epoch has no room for it; a 60 anywhere else is refused. Thread-safe.
 */
public final class Rfc3339 {

    /** What {@link #parse} returns for anything that is no timestamp, or lies outside the years 1678 to 2261. */
    public static final long INVALID = Long.MIN_VALUE;

    private static final int SHORTEST = "2023-10-06T17:35:55Z".length();
    private static final int FIRST_YEAR = 1678; // a long of nanoseconds ends on 1677-09-21 and 2262-04-11
    private static final int LAST_YEAR = 2261;
    private static final int FRACTION_AT = 19;
    private static final int FRACTION_DIGITS = 9;
    private static final int MINUTES_PER_DAY = 24 * 60;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private Rfc3339() {}

    /** {@return nanoseconds since 1970-01-01T00:00Z, or {@link #INVALID}} */
    public static long parse(byte[] buffer, int offset, int length) {
        final int limit = offset + length;
        if (length < SHORTEST || !hasPunctuation(buffer, offset)) {
            return INVALID;
        }
        final int year = twoDigits(buffer, offset) * 100 + twoDigits(buffer, offset + 2);
        final int month = twoDigits(buffer, offset + 5);
        final int day = twoDigits(buffer, offset + 8);
        final int minuteOfDay = minutes(buffer, offset + 11);
        final int second = twoDigits(buffer, offset + 17);
        final int fractionEnd = fractionEnd(buffer, offset + FRACTION_AT, limit);
        final int zone = zoneMinutes(buffer, fractionEnd, limit);
        if (!isDate(year, month, day) || minuteOfDay < 0 || second < 0 || second > 60 || zone == Integer.MIN_VALUE) {
            return INVALID;
        }
        if (second == 60 && Math.floorMod(minuteOfDay - zone, MINUTES_PER_DAY) != MINUTES_PER_DAY - 1) {
            return INVALID;
        }
        final long minutes = daysSinceEpoch(year, month, day) * MINUTES_PER_DAY + minuteOfDay - zone;
        return (minutes * 60 + second) * NANOS_PER_SECOND + fractionNanos(buffer, offset + FRACTION_AT, fractionEnd);
    }

    private static boolean hasPunctuation(byte[] buffer, int offset) {
        return buffer[offset + 4] == '-'
                && buffer[offset + 7] == '-'
                && (buffer[offset + 10] | 0x20) == 't'
                && buffer[offset + 16] == ':';
    }

    /** {@return the number of two digits, or a number below -1000 where they are none} */
    private static int twoDigits(byte[] buffer, int at) {
        final int tens = buffer[at] - '0';
        final int ones = buffer[at + 1] - '0';
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Short.MIN_VALUE;
    }

    /** {@return {@code hh:mm} in minutes; negative where it is none} */
    private static int minutes(byte[] buffer, int at) {
        final int hour = twoDigits(buffer, at);
        final int minute = twoDigits(buffer, at + 3);
        return hour < 0 || hour > 23 || minute < 0 || minute > 59 || buffer[at + 2] != ':' ? -1 : hour * 60 + minute;
    }

    /** {@return the end of the fraction, which may be absent; -1 where a point has no digits or too many} */
    private static int fractionEnd(byte[] buffer, int from, int limit) {
        if (buffer[from] != '.') {
            return from;
        }
        int at = from + 1;
        while (at < limit && buffer[at] >= '0' && buffer[at] <= '9') {
            at++;
        }
        final int digits = at - from - 1;
        return digits == 0 || digits > FRACTION_DIGITS ? -1 : at;
    }

    private static long fractionNanos(byte[] buffer, int from, int end) {
        long nanos = 0;
        for (int i = 1; i <= FRACTION_DIGITS; i++) {
            nanos = nanos * 10 + (from + i < end ? buffer[from + i] - '0' : 0);
        }
        return nanos;
    }

    /** {@return minutes east of UTC; {@link Integer#MIN_VALUE} where no zone ends the text} */
    private static int zoneMinutes(byte[] buffer, int at, int limit) {
        if (at >= 0 && at + 1 == limit && (buffer[at] | 0x20) == 'z') {
            return 0;
        }
        if (at < 0 || at + 6 != limit || buffer[at] != '+' && buffer[at] != '-') {
            return Integer.MIN_VALUE;
        }
        final int minutes = minutes(buffer, at + 1);
        if (minutes < 0) {
            return Integer.MIN_VALUE;
        }
        return buffer[at] == '-' ? -minutes : minutes;
    }

    private static boolean isDate(int year, int month, int day) {
        return year >= FIRST_YEAR
                && year <= LAST_YEAR
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= daysIn(year, month);
    }

    private static int daysIn(int year, int month) {
        return switch (month) {
            case 2 -> year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
            case 4, 6, 9, 11 -> 30;
            default -> 31;
        };
    }

    /**
     * Counts in years that begin with March, so that the leap day is the last one (Howard Hinnant, "chrono-Compatible
     * Low-Level Date Algorithms", days_from_civil).
     */
    private static long daysSinceEpoch(int year, int month, int day) {
        final int marchYear = month <= 2 ? year - 1 : year;
        final int era = marchYear / 400;
        final int yearOfEra = marchYear - era * 400;
        final int monthSinceMarch = (month + 9) % 12;
        final int dayOfYear = (153 * monthSinceMarch + 2) / 5 + day - 1;
        final int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * 146_097L + dayOfEra - 719_468L;
    }
}
