package io.holdfast.transport.netty;

/**
 * Which key-exchange groups a TLS handshake offers. Left to itself the JDK makes a second key pair, on P-256, for every
 * handshake, in case the server does not know X25519; that costs more than the rest of the handshake.
 */
public enum KeyExchange {

    /**
     * X25519 alone for a first handshake, everything the JDK has for a host with which that failed. Takes a JDK 20 or
     * later; before, it is as {@link #JDK_DEFAULT}.
     */
    X25519_FIRST,
    /**
     * The same; and before JDK 20, X25519 alone for <em>the whole JVM</em>, by setting the system property
     * {@code jdk.tls.namedGroups}, unless it is set or TLS has been used before. For programs in which nothing else
     * talks TLS to servers that do not know X25519.
     */
    X25519_FOR_JVM,
    /** What the JDK offers. */
    JDK_DEFAULT
}
