package io.holdfast.transport;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/**
 * What to connect to, and within which bounds.
 *
 * @param endpoint where to
 * @param headers  more headers of the upgrade request; names and values without control characters
 * @param limits   bounds
 */
public record ConnectRequest(Endpoint endpoint, Map<String, String> headers, ConnectionLimits limits) {

    /** Copies the headers and checks them. */
    public ConnectRequest {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(limits, "limits");
        headers = Map.copyOf(headers);
        headers.forEach(ConnectRequest::checkHeader);
    }

    /** {@return a request without further headers} */
    public static ConnectRequest of(Endpoint endpoint, ConnectionLimits limits) {
        return new ConnectRequest(endpoint, Map.of(), limits);
    }

    private static void checkHeader(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
            throw new IllegalArgumentException("header: \"" + name + "\" (expected: an HTTP field name)");
        }
        if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            // The value is not repeated: it may be a key.
            throw new IllegalArgumentException("header " + name + ": (expected: printable ASCII)");
        }
    }
}
