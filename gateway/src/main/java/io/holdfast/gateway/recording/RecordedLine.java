package io.holdfast.gateway.recording;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;

/**
 * One line of a recording; {@code docs/replay.md} is the format.
 *
 * @param timeNanos when it was received, nanoseconds since 1970-01-01T00:00Z; {@link #NO_TIME} if the line does not say
 * @param kind      what it is
 * @param number    status of an HTTP answer, number of a connection, or how many were dropped; 0 where there is none
 * @param name      target of an HTTP answer, or how a connection ended; empty where there is none
 * @param text      the frame, or the body of an HTTP answer
 */
public record RecordedLine(long timeNanos, Kind kind, int number, String name, String text) {

    /** Stands for the time of a line that has none. */
    public static final long NO_TIME = -1;

    private static final int LONGEST_TIME = 40;

    /** What a line holds. */
    public enum Kind {
        /** A text message of the exchange. */
        FRAME,
        /** An answer over HTTP; status 0 if there was none. */
        HTTP,
        /** A connection opened, and the frames that follow are its. */
        OPENED,
        /** The frames that follow are of this connection. */
        CONNECTION,
        /** A connection ended. */
        CLOSED,
        /** What could not be recorded, because the disk was too slow. */
        DROPPED
    }

    /** {@return a text message} */
    public static RecordedLine frame(long timeNanos, String text) {
        return new RecordedLine(timeNanos, Kind.FRAME, 0, "", text);
    }

    /**
     * {@return what a line says}
     *
     * @throws IllegalArgumentException if it begins as a note of the recorder and is none
     */
    public static RecordedLine parse(String line) {
        final int tab = line.indexOf('\t');
        if (tab <= 0 || tab > LONGEST_TIME || line.charAt(0) == '{' || line.charAt(0) == '[') {
            return frame(NO_TIME, line);
        }
        final long timeNanos = parseTime(line.substring(0, tab));
        if (timeNanos == NO_TIME) {
            return frame(NO_TIME, line);
        }
        final String rest = line.substring(tab + 1);
        return rest.startsWith("@") ? note(timeNanos, rest) : frame(timeNanos, rest);
    }

    /** {@return the line as it stands in a file, without its end} Line ends in the text become spaces, as JSON allows. */
    public String format() {
        final String flat = text.replace('\n', ' ').replace('\r', ' ');
        return timeNanos
                + "\t"
                + switch (kind) {
                    case FRAME -> flat;
                    case HTTP -> "@http " + number + " " + name + "\t" + flat;
                    case OPENED -> "@opened " + number + " " + name;
                    case CONNECTION -> "@connection " + number;
                    case CLOSED -> "@closed " + number + " " + name;
                    case DROPPED -> "@dropped " + number;
                };
    }

    private static RecordedLine note(long timeNanos, String text) {
        final int tab = text.indexOf('\t');
        final String head = tab < 0 ? text : text.substring(0, tab);
        final String body = tab < 0 ? "" : text.substring(tab + 1);
        final String[] words = head.split(" ", 3);
        final Kind kind = switch (words[0]) {
            case "@http" -> Kind.HTTP;
            case "@opened" -> Kind.OPENED;
            case "@connection" -> Kind.CONNECTION;
            case "@closed" -> Kind.CLOSED;
            case "@dropped" -> Kind.DROPPED;
            default -> throw refused(head);
        };
        try {
            return new RecordedLine(
                    timeNanos, kind, Integer.parseInt(words[1]), words.length > 2 ? words[2] : "", body);
        } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
            throw refused(head);
        }
    }

    private static IllegalArgumentException refused(String head) {
        return new IllegalArgumentException("note: \"" + head
                + "\" (expected: @http STATUS TARGET, @opened N, @connection N, @closed N CAUSE or @dropped N)");
    }

    /** Digits are seconds, milliseconds, microseconds or nanoseconds, by how many there are; else RFC 3339. */
    private static long parseTime(String text) {
        try {
            if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
                final long value = Long.parseLong(text);
                return switch (text.length()) {
                    case 10 -> TimeUnit.SECONDS.toNanos(value);
                    case 13 -> TimeUnit.MILLISECONDS.toNanos(value);
                    case 16 -> TimeUnit.MICROSECONDS.toNanos(value);
                    case 19 -> value;
                    default -> NO_TIME;
                };
            }
            final Instant instant = Instant.parse(text);
            return Math.addExact(TimeUnit.SECONDS.toNanos(instant.getEpochSecond()), instant.getNano());
        } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
            return NO_TIME;
        }
    }
}
