package io.holdfast.testkit.venue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a document looks like when its values are left out: names in their order, and types. */
public final class Shape {

    private Shape() {}

    public static String of(String json) {
        return describe(parse(json));
    }

    public static Object parse(String json) {
        final byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        final Object document = RequestJson.parse(bytes, 0, bytes.length);
        if (document == null) {
            throw new AssertionError("not JSON: " + json);
        }
        return document;
    }

    private static String describe(Object value) {
        if (value instanceof Map<?, ?> fields) {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + ":" + describe(field.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> elements) {
            return elements.stream().map(Shape::describe).distinct().collect(Collectors.joining(",", "[", "]"));
        }
        return value instanceof String
                ? "string"
                : value instanceof Boolean ? "boolean" : value == RequestJson.NULL ? "null" : "number";
    }
}
