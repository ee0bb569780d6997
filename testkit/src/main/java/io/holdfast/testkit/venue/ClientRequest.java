package io.holdfast.testkit.venue;

import static java.util.Objects.requireNonNull;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The head of an HTTP request.
 *
 * @param target  path and query as they stood in the request line
 * @param headers by lower-case name
 * @param address where it came from; exchanges count by it
 */
public record ClientRequest(String target, Map<String, String> headers, String address) {

    /** Copies the headers. */
    public ClientRequest {
        requireNonNull(target, "target");
        requireNonNull(address, "address");
        headers = Map.copyOf(headers);
    }

    /** {@return a request without headers, from a loopback address} */
    public static ClientRequest of(String target) {
        return new ClientRequest(target, Map.of(), "127.0.0.1");
    }

    /** {@return the path, percent escapes resolved} */
    public String path() {
        final int query = target.indexOf('?');
        // URLDecoder reads a plus as a space, which is right for queries alone.
        return decode((query < 0 ? target : target.substring(0, query)).replace("+", "%2B"));
    }

    /** {@return the query's parameters in their order, percent escapes resolved; the last of a name counts} */
    public Map<String, String> query() {
        final Map<String, String> parameters = new LinkedHashMap<>();
        final int query = target.indexOf('?');
        if (query >= 0) {
            for (final String parameter : target.substring(query + 1).split("&", -1)) {
                final int equals = parameter.indexOf('=');
                if (equals > 0) {
                    parameters.put(decode(parameter.substring(0, equals)), decode(parameter.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decode(String escaped) {
        try {
            return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return escaped; // a client's mistake, and answered as an unknown name
        }
    }
}
