package io.holdfast.transport.netty.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The nonce of one upgrade and the answer that proves that the server understood it (RFC 6455 §4.2.2).
 *
 * @param key    value of {@code Sec-WebSocket-Key}, ASCII
 * @param accept value of {@code Sec-WebSocket-Accept} to be expected
 */
record UpgradeKey(byte[] key, String accept) {

    /** Length of {@link #key}. */
    static final int LENGTH = 24;

    private static final byte[] GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE_LENGTH = 16;

    /** {@return a new one} Costs some microseconds: better made before it is needed. */
    static UpgradeKey random(SecureRandom random) {
        final byte[] nonce = new byte[NONCE_LENGTH];
        random.nextBytes(nonce);
        return of(Base64.getEncoder().encode(nonce));
    }

    /** {@return the one with this key} */
    static UpgradeKey of(byte[] key) {
        try {
            final MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(key);
            return new UpgradeKey(key, Base64.getEncoder().encodeToString(sha1.digest(GUID)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-1", e);
        }
    }
}
