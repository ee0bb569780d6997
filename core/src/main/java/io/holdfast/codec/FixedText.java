package io.holdfast.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Text that stands the same in every frame of a kind, compared eight bytes at a time. Immutable and thread-safe; make one
 * constant for each text. See {@link ShapeScanner#skip}.
 */
public final class FixedText {

    static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The first six words, and the last one, which may overlap with them. */
    private static final int LONGEST = 7 * Long.BYTES;

    private final byte[] text;
    private final long first;
    /** Which bits of the first word count: all of them, unless the text is shorter. */
    private final long firstMask;
    // Fields instead of an array: for so few turns a loop costs more than it does.
    private final long second;
    private final long third;
    private final long fourth;
    private final long fifth;
    private final long sixth;

    private final long last;

    private FixedText(byte[] text) {
        this.text = text;
        first = word(0);
        firstMask = text.length >= Long.BYTES ? -1 : (1L << text.length * Byte.SIZE) - 1;
        second = word(1);
        third = word(2);
        fourth = word(3);
        fifth = word(4);
        sixth = word(5);
        last = (long)
                WORD.get(Arrays.copyOf(text, Math.max(Long.BYTES, text.length)), Math.max(0, text.length - Long.BYTES));
    }

    private long word(int index) {
        return (long) WORD.get(Arrays.copyOf(text, Math.max(text.length, LONGEST)), index * Long.BYTES);
    }

    /**
     * {@return this text as bytes to compare with}
     *
     * @param text ASCII; 1 to 56 characters
     */
    public static FixedText of(String text) {
        if (text.isEmpty()
                || text.length() > LONGEST
                || !StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("text: \"" + text + "\" (expected: ASCII, 1 to 56 characters)");
        }
        return new FixedText(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** {@return the first byte behind the text if it stands whole at {@code at}, else {@link ShapeScanner#NO}} */
    int end(byte[] buffer, int at, int limit) {
        final int length = text.length;
        if (at < 0 || length > limit - at) {
            return ShapeScanner.NO;
        }
        if (at + Long.BYTES > buffer.length) {
            return endByBytes(buffer, at);
        }
        final boolean stands = (((long) WORD.get(buffer, at) ^ first) & firstMask) == 0
                && (length <= Long.BYTES
                        || (long) WORD.get(buffer, at + length - Long.BYTES) == last
                                && standsBetween(buffer, at, length));
        return stands ? at + length : ShapeScanner.NO;
    }

    private boolean standsBetween(byte[] buffer, int at, int length) {
        return length <= 2 * Long.BYTES
                || (long) WORD.get(buffer, at + Long.BYTES) == second
                        && (length <= 3 * Long.BYTES
                                || (long) WORD.get(buffer, at + 2 * Long.BYTES) == third
                                        && (length <= 4 * Long.BYTES || longOneStands(buffer, at, length)));
    }

    private boolean longOneStands(byte[] buffer, int at, int length) {
        return (long) WORD.get(buffer, at + 3 * Long.BYTES) == fourth
                && (length <= 5 * Long.BYTES || (long) WORD.get(buffer, at + 4 * Long.BYTES) == fifth)
                && (length <= 6 * Long.BYTES || (long) WORD.get(buffer, at + 5 * Long.BYTES) == sixth);
    }

    /** Where the array ends before a word does. */
    private int endByBytes(byte[] buffer, int at) {
        for (int i = 0; i < text.length; i++) {
            if (buffer[at + i] != text[i]) {
                return ShapeScanner.NO;
            }
        }
        return at + text.length;
    }
}
