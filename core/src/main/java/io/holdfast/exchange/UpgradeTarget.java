package io.holdfast.exchange;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What to ask for when a connection is opened.
 *
 * @param target   path and query, percent-encoded; appended to the path of the profile's endpoint
 * @param headers  more headers of the upgrade request
 * @param included how many of the subscriptions offered, from the front, the target itself subscribes to; 0 where the
 *                 exchange takes subscriptions by message alone
 */
public record UpgradeTarget(String target, Map<String, String> headers, int included) {

    /** For exchanges that take nothing in the URL. */
    public static final UpgradeTarget PLAIN = new UpgradeTarget("", Map.of(), 0);

    /** Copies the headers and checks the rest. */
    public UpgradeTarget {
        requireNonNull(target, "target");
        headers = Map.copyOf(headers);
        if (included < 0) {
            throw new IllegalArgumentException("included: " + included + " (expected: >= 0)");
        }
    }
}
