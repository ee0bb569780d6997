package io.holdfast.codec;

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

    private final byte[][] names;
    private final SymbolTable numbers = new SymbolTable();

    private FieldNames(String[] names) {
        this.names = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            this.names[i] = names[i].getBytes(StandardCharsets.UTF_8);
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

    /** {@return the number of the name in this range, or {@link #UNKNOWN}; {@code guess} is tried first} */
    int numberOf(int guess, byte[] buffer, int offset, int length) {
        return guess < names.length && matches(names[guess], buffer, offset, length)
                ? guess
                : numbers.get(buffer, offset, length);
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
