package io.holdfast.testkit.venue;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An HTTP response.
 *
 * @param status  100 to 599
 * @param headers besides length and type, which the host adds
 * @param body    not copied
 */
public record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

    private static final int OK = 200;

    /** Checks the status and copies the headers. */
    public HttpAnswer {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 100 .. 599)");
        }
        headers = Map.copyOf(headers);
        requireNonNull(body, "body");
    }

    /** {@return an answer with a body of text} */
    public static HttpAnswer of(int status, String body) {
        return new HttpAnswer(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** {@return an answer with status 200} */
    public static HttpAnswer ok(String body) {
        return of(OK, body);
    }

    /** {@return the same with one more header} */
    public HttpAnswer with(String header, String value) {
        final Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpAnswer(status, more, body);
    }

    /** {@return the body as text} */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
