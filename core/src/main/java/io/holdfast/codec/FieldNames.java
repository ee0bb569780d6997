package io.holdfast.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The field names that a protocol wants of one kind of object, numbered from 0 in the order given.
 *
 * <p>Give them in the order in which the exchange usually sends them: {@link JsonReader#field} tries the name after
 * the last one first, so that the usual frame costs one comparison for each field. Any other order is right too, only
 * slower. Immutable and thread-safe; make one constant for each kind of object.
 */
public final class FieldNames {

    /** The number of every name that is not listed. */
    public static final int UNKNOWN = -1;

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    /** The longest name that is compared by words, with the quote and the colon that follow it. */
    private static final int LONGEST_BY_WORDS = 2 * Long.BYTES;

    private final byte[][] names;
    /** Of each name two words: what stands in a frame up to the colon, and which of its bits count. */
    private final long[] words;

    private final long[] masks;
    private final SymbolTable numbers = new SymbolTable();

    private FieldNames(String[] names) {
        this.names = new byte[names.length][];
        this.words = new long[names.length * 2];
        this.masks = new long[names.length * 2];
        for (int i = 0; i < names.length; i++) {
            this.names[i] = names[i].getBytes(StandardCharsets.UTF_8);
            prepare(i);
            if (numbers.put(this.names[i], i) != SymbolTable.ABSENT) {
                throw new IllegalArgumentException("names: \"" + names[i] + "\" twice (expected: each once)");
            }
        }
    }

    /**
     * Numbers these names from 0. Case matters: Binance has {@code b} and {@code B} side by side.
     *
     * @throws IllegalArgumentException if a name comes twice
     */
    public static FieldNames of(String... names) {
        return new FieldNames(names);
    }

    /** {@return how many names there are} */
    public int size() {
        return names.length;
    }

    /**
     * {@return the first byte behind the colon, if the name of this number, its closing quote and a colon stand at
     * {@code at}; else -1, which says nothing} The usual frame, in a few comparisons.
     */
    int endOfGuess(int guess, byte[] buffer, int at, int limit) {
        if (guess >= names.length) {
            return -1;
        }
        final int end = at + names[guess].length + 2;
        final int word = guess * 2;
        if (end > limit || at + LONGEST_BY_WORDS > buffer.length || masks[word] == 0) {
            return -1;
        }
        final long difference = ((long) WORD.get(buffer, at) ^ words[word]) & masks[word]
                | ((long) WORD.get(buffer, at + Long.BYTES) ^ words[word + 1]) & masks[word + 1];
        return difference == 0 ? end : -1;
    }

    /** {@return the number of the name in this range, or {@link #UNKNOWN}; {@code guess} is tried first} */
    int numberOf(int guess, byte[] buffer, int offset, int length) {
        return guess < names.length && matches(names[guess], buffer, offset, length)
                ? guess
                : numbers.get(buffer, offset, length);
    }

    /** Names that are long, or could be written with escapes, are left to the ordinary way. */
    private void prepare(int number) {
        final byte[] name = names[number];
        if (name.length + 2 > LONGEST_BY_WORDS) {
            return;
        }
        final byte[] text = new byte[LONGEST_BY_WORDS];
        final byte[] mask = new byte[LONGEST_BY_WORDS];
        for (int i = 0; i < name.length + 2; i++) {
            text[i] = i < name.length ? name[i] : (byte) (i == name.length ? '"' : ':');
            mask[i] = -1;
            if (i < name.length && (text[i] < ' ' || text[i] == '"' || text[i] == '\\')) {
                return;
            }
        }
        for (int i = 0; i < 2; i++) {
            words[number * 2 + i] = (long) WORD.get(text, i * Long.BYTES);
            masks[number * 2 + i] = (long) WORD.get(mask, i * Long.BYTES);
        }
    }

    private static boolean matches(byte[] expected, byte[] buffer, int offset, int length) {
        if (expected.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) { // names are short: quicker than Arrays.equals with its range checks
            if (expected[i] != buffer[offset + i]) {
                return false;
            }
        }
        return true;
    }
}
