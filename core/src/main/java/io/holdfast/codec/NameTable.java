package io.holdfast.codec;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Translates words of an exchange, such as {@code "buy"}, to what they stand for, and back. Immutable; reading does not
 * allocate.
 *
 * @param <T> what the words stand for, usually an enum
 */
public final class NameTable<T> {

    private final SymbolTable places = new SymbolTable(); // not written to after construction
    private final T[] values;
    private final Map<T, String> names = new HashMap<>();

    @SuppressWarnings("unchecked") // holds what the map holds, and never leaves as an array
    private NameTable(Map<String, T> byName) {
        values = (T[]) new Object[byName.size()];
        byName.forEach((name, value) -> {
            values[places.size()] = value;
            places.put(name, places.size());
            if (names.put(value, name) != null) {
                throw new IllegalArgumentException("names of " + value + ": two (expected: one)");
            }
        });
    }

    /**
     * {@return a table of these words}
     *
     * @param byName each word, as the exchange writes it, and what it stands for; one word for each
     */
    public static <T> NameTable<T> of(Map<String, T> byName) {
        return new NameTable<>(byName);
    }

    /** {@return a table of an enum's constants, whose words are their names in lower case} */
    public static <E extends Enum<E>> NameTable<E> ofConstants(Class<E> type) {
        final Map<String, E> byName = new HashMap<>();
        for (final E constant : type.getEnumConstants()) {
            byName.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return new NameTable<>(byName);
    }

    /**
     * Reads the waiting string; another type is {@link JsonError#UNEXPECTED_TYPE}.
     *
     * @return what it stands for; null if it is unknown or no string
     */
    public @Nullable T read(JsonReader json) {
        final int place = places.read(json);
        return place == SymbolTable.ABSENT ? null : values[place];
    }

    /** {@return the word for a value} Cold path. */
    public String nameOf(T value) {
        final String name = names.get(value);
        if (name == null) {
            throw new IllegalArgumentException("value: " + value + " (expected: one of " + names.keySet() + ")");
        }
        return name;
    }
}
