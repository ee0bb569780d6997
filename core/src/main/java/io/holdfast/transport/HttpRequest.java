package io.holdfast.transport;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * One GET.
 *
 * @param endpoint     what to get
 * @param timeout      for all of it, name look-up to last byte; 1 ms to 5 min
 * @param maxBodyBytes largest body accepted; 1 to 2^30
 */
public record HttpRequest(Endpoint endpoint, Duration timeout, int maxBodyBytes) {

    /** Checks the bounds. */
    public HttpRequest {
        requireNonNull(endpoint, "endpoint");
        if (requireNonNull(timeout, "timeout").compareTo(Duration.ofMillis(1)) < 0
                || timeout.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: PT0.001S .. PT5M)");
        }
        if (maxBodyBytes < 1 || maxBodyBytes > 1 << 30) {
            throw new IllegalArgumentException("maxBodyBytes: " + maxBodyBytes + " (expected: 1 .. " + (1 << 30) + ")");
        }
    }
}
