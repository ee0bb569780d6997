package io.holdfast.testkit.venue;

import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's request as plain objects: {@code Map}, {@code List}, {@code String}, {@code Long}, {@code Boolean},
 * {@link #NULL}, and {@link #OTHER_NUMBER} for a number that is no {@code long}. Allocates; requests are few.
 */
public final class RequestJson {

    /** The literal {@code null}. */
    public static final Object NULL = new Object();

    /** A number with a fraction, an exponent, or too many digits. */
    public static final Object OTHER_NUMBER = new Object();

    private RequestJson() {}

    /** {@return the document; null if it is not well-formed} */
    public static @Nullable Object parse(byte[] buffer, int offset, int length) {
        final JsonReader reader = new JsonReader();
        reader.wrap(buffer, offset, length);
        final Object value = read(reader);
        return reader.finish() ? value : null;
    }

    /** {@return the strings among the elements of a list; empty for anything else} */
    public static List<String> strings(@Nullable Object list) {
        final List<String> strings = new ArrayList<>();
        if (list instanceof List<?> elements) {
            for (final Object element : elements) {
                if (element instanceof String text) {
                    strings.add(text);
                }
            }
        }
        return strings;
    }

    /** {@return a field of an object; null if it has none of this name, or is no object} */
    public static @Nullable Object field(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> fields ? fields.get(name) : null;
    }

    private static Object read(JsonReader reader) {
        return switch (reader.peek()) {
            case OBJECT -> readObject(reader);
            case ARRAY -> readArray(reader);
            case STRING -> reader.readString() ? reader.stringText() : "";
            case NUMBER -> reader.readDecimal() && reader.scale() == 0 ? (Object) reader.mantissa() : OTHER_NUMBER;
            case TRUE, FALSE -> reader.readBoolean();
            case NULL, END -> {
                reader.readNull();
                yield NULL;
            }
        };
    }

    private static Map<String, Object> readObject(JsonReader reader) {
        final Map<String, Object> fields = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.nextField()) {
            final String name = reader.fieldText();
            fields.put(name, read(reader));
        }
        return fields;
    }

    private static List<Object> readArray(JsonReader reader) {
        final List<Object> elements = new ArrayList<>();
        reader.beginArray();
        while (reader.nextElement()) {
            if (reader.peek() == JsonType.END) {
                break;
            }
            elements.add(read(reader));
        }
        return elements;
    }
}
