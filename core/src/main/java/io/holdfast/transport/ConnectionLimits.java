package io.holdfast.transport;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * Bounds of one connection: how long each phase may take, how large things may get.
 *
 * @param resolveTimeout  name look-up; 1 ms to 1 min
 * @param connectTimeout  TCP, for each address tried; 1 ms to 1 min
 * @param tlsTimeout      TLS handshake; 1 ms to 1 min
 * @param upgradeTimeout  from sending the upgrade to its whole answer; 1 ms to 1 min
 * @param closeTimeout    how long an orderly close may wait for the other side; 1 ms to 1 min
 * @param maxMessageBytes largest message, fragments put together; 125 to 2^30
 * @param maxFragments    most frames that may make up one message; 1 to 1,000,000
 * @param maxPendingBytes most bytes that may wait to be written; 1,024 to 2^30
 */
public record ConnectionLimits(
        Duration resolveTimeout,
        Duration connectTimeout,
        Duration tlsTimeout,
        Duration upgradeTimeout,
        Duration closeTimeout,
        int maxMessageBytes,
        int maxFragments,
        int maxPendingBytes) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int LARGEST = 1 << 30;

    /**
     * 2 s to resolve, 2 s for each TCP address, 5 s for TLS, 5 s for the upgrade, 250 ms to close; 1 MiB messages of at
     * most 1,024 fragments; 1 MiB pending.
     */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofMillis(250),
            1 << 20,
            1_024,
            1 << 20);

    /** Checks every bound. */
    public ConnectionLimits {
        checkTimeout(resolveTimeout, "resolveTimeout");
        checkTimeout(connectTimeout, "connectTimeout");
        checkTimeout(tlsTimeout, "tlsTimeout");
        checkTimeout(upgradeTimeout, "upgradeTimeout");
        checkTimeout(closeTimeout, "closeTimeout");
        checkSize(maxMessageBytes, 125, LARGEST, "maxMessageBytes");
        checkSize(maxFragments, 1, 1_000_000, "maxFragments");
        checkSize(maxPendingBytes, 1_024, LARGEST, "maxPendingBytes");
    }

    /** {@return the same limits with another bound on TCP} */
    public ConnectionLimits withConnectTimeout(Duration value) {
        return new ConnectionLimits(
                resolveTimeout,
                value,
                tlsTimeout,
                upgradeTimeout,
                closeTimeout,
                maxMessageBytes,
                maxFragments,
                maxPendingBytes);
    }

    /** {@return the same limits with other bounds on TLS and upgrade} */
    public ConnectionLimits withHandshakeTimeout(Duration value) {
        return new ConnectionLimits(
                resolveTimeout,
                connectTimeout,
                value,
                value,
                closeTimeout,
                maxMessageBytes,
                maxFragments,
                maxPendingBytes);
    }

    /** {@return the same limits with another bound on messages} */
    public ConnectionLimits withMaxMessageBytes(int value) {
        return new ConnectionLimits(
                resolveTimeout,
                connectTimeout,
                tlsTimeout,
                upgradeTimeout,
                closeTimeout,
                value,
                maxFragments,
                maxPendingBytes);
    }

    private static void checkTimeout(Duration value, String name) {
        if (requireNonNull(value, name).compareTo(SHORTEST) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: " + SHORTEST + " .. " + LONGEST + ")");
        }
    }

    private static void checkSize(int value, int least, int most, String name) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " .. " + most + ")");
        }
    }
}
