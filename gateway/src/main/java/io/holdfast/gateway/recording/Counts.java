package io.holdfast.gateway.recording;

import java.util.Map;
import java.util.stream.Collectors;

/** Writes counts for people. */
final class Counts {

    private Counts() {}

    /** {@return for example {@code TRADE 3, STATUS 2}; {@code none} for an empty map} */
    static String describe(Map<?, Long> counts) {
        return counts.isEmpty()
                ? "none"
                : counts.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
    }
}
