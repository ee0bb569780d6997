package io.holdfast.gateway;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One node of a configuration file that knows its file, line and key, so that whatever is refused says where. Immutable.
 *
 * @param file as the user named it
 * @param path key such as {@code ring.capacity}, with {@code []} for list elements; "" for the root
 * @param node what stands there
 */
record ConfigNode(String file, String path, Node node) {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ns|us|ms|s|m|h)");
    private static final int LONGEST_SHOWN = 320;

    /** {@return an error at this node} */
    ConfigException refused(String expected) {
        return new ConfigException(where() + ": " + shown() + " (expected: " + expected + ")");
    }

    /** {@return an error at this node, for a refusal whose message already names value and expectation} */
    ConfigException refusedBecause(String message) {
        return new ConfigException(where() + ": " + clean(message));
    }

    /** {@return the children of a mapping by name, after refusing unknown and repeated keys} */
    Map<String, ConfigNode> children() throws ConfigException {
        if (!(node instanceof final MappingNode mapping)) {
            throw refused(path.isEmpty() ? "a mapping of keys" : "a mapping with " + names());
        }
        final Map<String, ConfigNode> children = new LinkedHashMap<>();
        for (final NodeTuple entry : mapping.getValue()) {
            final ConfigNode keyNode = new ConfigNode(file, path, entry.getKeyNode());
            final String name = keyNode.text();
            final List<ConfigKey> known = ConfigKey.below(path);
            if (known.stream().noneMatch(key -> key.name(path).equals(name))) {
                throw new ConfigException(
                        keyNode.location() + ": unknown key " + quoted(join(name)) + " (expected: " + names() + ")");
            }
            if (children.put(name, new ConfigNode(file, join(name), entry.getValueNode())) != null) {
                throw new ConfigException(keyNode.location() + ": key " + quoted(join(name)) + " stands twice");
            }
        }
        return children;
    }

    /** {@return the elements of a list that is not empty} */
    List<ConfigNode> elements(String expected) throws ConfigException {
        if (!(node instanceof final SequenceNode sequence)
                || sequence.getValue().isEmpty()) {
            throw refused("a list of " + expected + ", at least one");
        }
        final List<ConfigNode> elements = new ArrayList<>();
        for (final Node element : sequence.getValue()) {
            elements.add(new ConfigNode(file, path + "[]", element));
        }
        return elements;
    }

    /** {@return the text of a scalar} */
    String text() throws ConfigException {
        if (!(node instanceof final ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw refused("a single value");
        }
        return scalar.getValue();
    }

    /** {@return an integer within bounds} */
    int integer(int least, int most) throws ConfigException {
        final String expected = "an integer, " + least + " .. " + most;
        try {
            final int value = Integer.parseInt(text());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw refused(expected);
        }
        throw refused(expected);
    }

    /** {@return a number} */
    double number() throws ConfigException {
        try {
            return Double.parseDouble(text());
        } catch (NumberFormatException e) {
            throw refused("a number, such as 2.0");
        }
    }

    /** {@return a duration such as {@code 250ms}} */
    Duration duration() throws ConfigException {
        final Matcher matcher = DURATION.matcher(text());
        if (!matcher.matches()) {
            throw refused("a whole number and a unit of ns, us, ms, s, m, h, such as 250ms");
        }
        final long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ns" -> Duration.ofNanos(amount);
            case "us" -> Duration.ofNanos(amount * 1_000);
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** {@return a constant by its name, in lower or upper case} */
    <E extends Enum<E>> E constant(Class<E> type) throws ConfigException {
        final String text = text();
        for (final E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        throw refused("one of: "
                + Arrays.stream(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", ")));
    }

    /** {@return what a parser makes of the text; what it refuses with an {@link IllegalArgumentException} is ours} */
    <T> T parsed(Function<String, T> parser) throws ConfigException {
        try {
            return parser.apply(text());
        } catch (IllegalArgumentException e) {
            throw refusedBecause(String.valueOf(e.getMessage()));
        }
    }

    private String names() {
        return ConfigKey.below(path).stream().map(key -> key.name(path)).collect(Collectors.joining(", "));
    }

    private String join(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private String location() {
        return file
                + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    }

    private String where() {
        return path.isEmpty() ? location() : location() + ": " + path;
    }

    private String shown() {
        if (node instanceof final ScalarNode scalar) {
            return scalar.getValue().isBlank() ? "nothing" : quoted(scalar.getValue());
        }
        if (node instanceof final SequenceNode sequence) {
            return sequence.getValue().isEmpty() ? "[]" : "a list";
        }
        return "a mapping";
    }

    private static String quoted(String text) {
        return "\"" + clean(text) + "\"";
    }

    private static String clean(String text) {
        final String line = text.replaceAll("\\p{Cntrl}", "·");
        return line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "…";
    }
}
