package io.holdfast.exchange.coinbase;

import io.holdfast.codec.DecimalFit;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.codec.Rfc3339;
import io.holdfast.exchange.Anomaly;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the numbers and times that both feeds write as strings. One for each reader, as it remembers a time. */
final class CoinbaseNumbers {

    private byte[] timeBytes = {};
    private int timeOffset;
    private int timeLength;
    private long timeNanos;

    /** Another frame: the bytes of the last time may have been written over. */
    void begin() {
        timeLength = 0;
    }

    /** Reads the waiting decimal. {@return what is wrong with it; null if mantissa and scale may be taken} */
    static @Nullable Anomaly readAmount(JsonReader json) {
        final JsonType type = json.peek();
        if (type != JsonType.STRING && type != JsonType.NUMBER) {
            return Anomaly.MALFORMED;
        }
        if (json.readDecimal()) {
            return json.mantissa() >= 0 ? null : Anomaly.MALFORMED;
        }
        return json.decimalFit() == DecimalFit.NOT_A_DECIMAL || json.decimalFit() == DecimalFit.UNREADABLE
                ? Anomaly.MALFORMED
                : Anomaly.NUMBER_OUT_OF_RANGE;
    }

    /** Reads the waiting whole number, bare or as a string. {@return -1 where it is none} */
    static long readId(JsonReader json) {
        return readAmount(json) == null && json.scale() == 0 ? json.mantissa() : -1;
    }

    /**
     * Reads the waiting time. Levels of a message often have the same one, so that its bytes are compared before they
     * are read again.
     *
     * @return nanoseconds since 1970; 0 where there is none: the exchange writes the years 1 and 1970 for that
     */
    long readTime(JsonReader json) {
        if (json.peek() != JsonType.STRING || !json.readString()) {
            return 0;
        }
        final byte[] bytes = json.stringBytes();
        final int offset = json.stringOffset();
        final int length = json.stringLength();
        if (length == timeLength
                && bytes == timeBytes
                && Arrays.equals(bytes, offset, offset + length, bytes, timeOffset, timeOffset + length)) {
            return timeNanos;
        }
        final long nanos = Math.max(0, Rfc3339.parse(bytes, offset, length));
        if (bytes == json.buffer()) { // unescaped text stands in an array that is written over
            timeBytes = bytes;
            timeOffset = offset;
            timeLength = length;
            timeNanos = nanos;
        }
        return nanos;
    }
}
