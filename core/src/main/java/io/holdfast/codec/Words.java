package io.holdfast.codec;

/**
 * Short ranges of bytes taken eight at a time, the last word overlapping the one before it. The usual lengths without a
 * loop: for so few turns the compiler's preparations for one cost more than the turns.
 */
final class Words {

    private Words() {}

    /** {@return a number that depends on every bit, and differs little by little in no bit alone} */
    static int hash(byte[] buffer, int offset, int length) {
        long hash = length;
        if (length > Long.BYTES) {
            hash = mix(hash ^ (long) FixedText.WORD.get(buffer, offset));
            if (length > 2 * Long.BYTES) {
                hash = mix(hash ^ (long) FixedText.WORD.get(buffer, offset + Long.BYTES));
                if (length > 3 * Long.BYTES) {
                    hash = hashOn(hash, buffer, offset, length);
                }
            }
        }
        hash = mix(hash ^ lastWord(buffer, offset, length));
        return (int) (hash ^ hash >>> 32);
    }

    /** {@return whether the same bytes stand in both} */
    static boolean areSame(byte[] one, int oneOffset, byte[] other, int otherOffset, int length) {
        if (length < Long.BYTES) {
            return areSameByBytes(one, oneOffset, other, otherOffset, length);
        }
        final int last = length - Long.BYTES;
        return isSame(one, oneOffset, other, otherOffset)
                && isSame(one, oneOffset + last, other, otherOffset + last)
                && (last <= Long.BYTES
                        || isSame(one, oneOffset + Long.BYTES, other, otherOffset + Long.BYTES)
                                && (last <= 2 * Long.BYTES || areSameOn(one, oneOffset, other, otherOffset, last)));
    }

    private static long hashOn(long start, byte[] buffer, int offset, int length) {
        long hash = start;
        for (int at = offset + 2 * Long.BYTES; at < offset + length - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) FixedText.WORD.get(buffer, at));
        }
        return hash;
    }

    private static long mix(long word) {
        final long product = word * 0x9E37_79B9_7F4A_7C15L;
        return product ^ product >>> 29;
    }

    /** {@return the last eight bytes; where there are fewer, all of them and zeros} */
    private static long lastWord(byte[] buffer, int offset, int length) {
        if (length >= Long.BYTES) {
            return (long) FixedText.WORD.get(buffer, offset + length - Long.BYTES);
        }
        if (length > 0 && offset + Long.BYTES <= buffer.length) {
            return (long) FixedText.WORD.get(buffer, offset) & -1L >>> Long.SIZE - length * Byte.SIZE;
        }
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = word << Byte.SIZE | buffer[offset + i] & 0xFF;
        }
        return word;
    }

    private static boolean isSame(byte[] one, int oneAt, byte[] other, int otherAt) {
        return (long) FixedText.WORD.get(one, oneAt) == (long) FixedText.WORD.get(other, otherAt);
    }

    private static boolean areSameOn(byte[] one, int oneOffset, byte[] other, int otherOffset, int last) {
        for (int i = 2 * Long.BYTES; i < last; i += Long.BYTES) {
            if (!isSame(one, oneOffset + i, other, otherOffset + i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areSameByBytes(byte[] one, int oneOffset, byte[] other, int otherOffset, int length) {
        if (length > 0 && oneOffset + Long.BYTES <= one.length && otherOffset + Long.BYTES <= other.length) {
            final long difference =
                    (long) FixedText.WORD.get(one, oneOffset) ^ (long) FixedText.WORD.get(other, otherOffset);
            return difference << Long.SIZE - length * Byte.SIZE == 0;
        }
        for (int i = 0; i < length; i++) {
            if (one[oneOffset + i] != other[otherOffset + i]) {
                return false;
            }
        }
        return true;
    }
}
