package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * Our reader and Jackson's say the same of any document; UTF-8 is left to the JDK's decoder, numbers to
 * {@link BigDecimal}.
 */
class JsonReaderPropertyTest {

    /** Where we refuse by our own bounds what others let through. */
    private static final Set<JsonError> STRICTER = EnumSet.of(
            JsonError.TOO_DEEP,
            JsonError.STRING_TOO_LONG,
            JsonError.NUMBER_TOO_LONG,
            JsonError.UNPAIRED_SURROGATE,
            JsonError.BYTE_ORDER_MARK);

    private static final String MISFIT = "does not fit";

    private final JsonFactory jackson = new JsonFactory();
    private final JsonReader reader = new JsonReader();

    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    void everyDocumentIsReadAsJacksonReadsIt(@ForAll long seed) {
        final byte[] document = new RandomJson(seed).document();

        assertThat(read(document))
                .as(() -> show(document))
                .isEqualTo(readByJackson(document))
                .isNotNull();
    }

    @Property(tries = 100_000, shrinking = ShrinkingMode.OFF)
    void aCorruptedDocumentIsRefusedOrReadAsJacksonDoes(@ForAll long seed) {
        final byte[] document = new RandomJson(seed).corrupted();

        final Object ours = read(document);
        final JsonError error = reader.error();
        if (!STRICTER.contains(error)) {
            assertThat(ours).as(() -> error + " " + show(document)).isEqualTo(readByJackson(document));
        }
        reader.wrap(document, 0, document.length);
        assertThat(reader.finish()).as(() -> "skipped: " + show(document)).isEqualTo(error == JsonError.NONE);
        assertThat(reader.error()).as(() -> "skipped: " + show(document)).isEqualTo(error);
    }

    /** The quick way to the next field, with names of which some come next, some do not, and some never. */
    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    void fieldsFoundByNameAreThoseFoundOneByOne(@ForAll long seed) {
        final byte[] document = new RandomJson(seed).corrupted();
        final FieldNames names = namesFrom(document, new Random(seed));

        reader.wrap(document, 0, document.length);
        final List<Object> oneByOne = fields(names, false);
        final boolean whole = reader.finish();
        final JsonError error = reader.error();
        reader.wrap(document, 0, document.length);
        final List<Object> byName = fields(names, true);

        assertThat(byName).as(() -> show(document)).isEqualTo(oneByOne);
        assertThat(reader.finish()).as(() -> show(document)).isEqualTo(whole);
        assertThat(reader.error()).as(() -> show(document)).isEqualTo(error);
    }

    /** {@return names that the document has at its top, in their order, some left out, some put in} */
    private FieldNames namesFrom(byte[] document, Random random) {
        final Set<String> names = new LinkedHashSet<>(List.of("a", "b\"", "a_name_that_is_longer_than_two_words"));
        reader.wrap(document, 0, document.length);
        if (reader.peek() == JsonType.OBJECT) {
            reader.beginObject();
            while (reader.nextField()) {
                if (random.nextInt(4) > 0) {
                    names.add(reader.fieldText());
                }
            }
        }
        return FieldNames.of(names.toArray(String[]::new));
    }

    private List<Object> fields(FieldNames names, boolean byName) {
        final List<Object> found = new ArrayList<>();
        if (reader.peek() != JsonType.OBJECT) {
            return found;
        }
        reader.beginObject();
        if (byName) {
            for (int field = reader.nextField(names);
                    field != JsonReader.END_OF_OBJECT;
                    field = reader.nextField(names)) {
                found.add(field);
                found.add(reader.fieldText());
            }
        } else {
            while (reader.nextField()) {
                found.add(reader.field(names));
                found.add(reader.fieldText());
            }
        }
        return found;
    }

    @Property(tries = 20_000, shrinking = ShrinkingMode.OFF)
    void aSkippedValueStandsExactlyWhereItSays(@ForAll long seed) {
        final byte[] value = new RandomJson(seed).document();
        final byte[] frame = ("{\"x\" : " + new String(value, UTF_8) + ",\"y\":0}").getBytes(UTF_8);
        reader.wrap(frame, 0, frame.length);
        reader.beginObject();
        reader.nextField();
        assertThat(reader.skipValue()).isTrue();

        final String skipped = new String(frame, reader.valueOffset(), reader.valueLength(), UTF_8);
        assertThat(skipped).isEqualTo(stripSpace(new String(value, UTF_8)));
        assertThat(reader.finish()).isTrue();
    }

    private Object read(byte[] document) {
        reader.wrap(document, 0, document.length);
        final Object value = readValue();
        return reader.finish() ? value : null;
    }

    private Object readValue() {
        return switch (reader.peek()) {
            case OBJECT -> {
                final List<Object> fields = new ArrayList<>(List.of("object"));
                reader.beginObject();
                while (reader.nextField()) {
                    fields.add(reader.fieldText());
                    fields.add(readValue());
                }
                yield fields;
            }
            case ARRAY -> {
                final List<Object> elements = new ArrayList<>(List.of("array"));
                reader.beginArray();
                while (reader.nextElement()) {
                    elements.add(readValue());
                }
                yield elements;
            }
            case STRING -> reader.readString() ? reader.stringText() : "";
            case NUMBER -> reader.readDecimal() ? BigDecimal.valueOf(reader.mantissa(), reader.scale()) : MISFIT;
            case TRUE, FALSE -> reader.readBoolean();
            case NULL -> reader.readNull() ? "null" : "";
            case END -> "";
        };
    }

    /** {@return the same tree by Jackson; null where it or the decoder refuses} */
    private Object readByJackson(byte[] document) {
        try {
            final String text =
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
            try (JsonParser parser = jackson.createParser(text)) {
                if (parser.nextToken() == null) {
                    return null;
                }
                final Object value = jacksonValue(parser);
                return parser.nextToken() == null ? value : null;
            }
        } catch (CharacterCodingException | JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Object jacksonValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                final List<Object> fields = new ArrayList<>(List.of("object"));
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    fields.add(parser.currentName());
                    parser.nextToken();
                    fields.add(jacksonValue(parser));
                }
                yield fields;
            }
            case START_ARRAY -> {
                final List<Object> elements = new ArrayList<>(List.of("array"));
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(jacksonValue(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                final BigDecimal fitted = DecimalOracle.fit(parser.getText());
                yield fitted == null ? MISFIT : fitted;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> "null";
        };
    }

    private static String stripSpace(String text) {
        return text.replaceAll("^[ \\t\\r\\n]+|[ \\t\\r\\n]+$", "");
    }

    private static String show(byte[] document) {
        return new String(document, UTF_8);
    }
}
