package io.holdfast.transport.netty.rehearsal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * A key and a certificate for 127.0.0.1 that live in memory alone: nothing secret is shipped, nothing is trusted beyond
 * the rehearsal. The JDK has no public way to make a certificate, so its few fields are encoded here (RFC 5280 §4.1,
 * DER).
 */
final class SelfSigned {

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int VERSION_TAG = 0xa0;
    private static final int EXTENSIONS_TAG = 0xa3;
    private static final int IP_ADDRESS_TAG = 0x87;
    private static final byte[] ECDSA_WITH_SHA256 = oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02);
    private static final byte[] COMMON_NAME = oid(0x55, 0x04, 0x03);
    private static final byte[] SUBJECT_ALTERNATIVE_NAME = oid(0x55, 0x1d, 0x11);
    private static final byte[] LOOPBACK = {127, 0, 0, 1};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long HOUR_SECONDS = 3_600;

    private final KeyPair keys;
    private final X509Certificate certificate;

    private SelfSigned(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /** {@return a new one, valid for an hour around now} */
    static SelfSigned make(Instant now) throws GeneralSecurityException {
        final KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        final KeyPair keys = generator.generateKeyPair();
        final byte[] body = body(now, keys.getPublic().getEncoded());
        final Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(body);
        final byte[] der = tagged(SEQUENCE, body, tagged(SEQUENCE, ECDSA_WITH_SHA256), bitString(signature.sign()));
        return new SelfSigned(keys, (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der)));
    }

    KeyPair keys() {
        return keys;
    }

    X509Certificate certificate() {
        return certificate;
    }

    private static byte[] body(Instant now, byte[] publicKey) {
        final byte[] name = tagged(
                SEQUENCE,
                tagged(SET, tagged(SEQUENCE, COMMON_NAME, tagged(UTF8_STRING, "holdfast".getBytes(US_ASCII)))));
        final byte[] alternativeNames = tagged(
                SEQUENCE,
                SUBJECT_ALTERNATIVE_NAME,
                tagged(OCTET_STRING, tagged(SEQUENCE, tagged(IP_ADDRESS_TAG, LOOPBACK))));
        return tagged(
                SEQUENCE,
                tagged(VERSION_TAG, tagged(INTEGER, new byte[] {2})),
                tagged(INTEGER, new byte[] {1}),
                tagged(SEQUENCE, ECDSA_WITH_SHA256),
                name,
                tagged(SEQUENCE, time(now.minusSeconds(HOUR_SECONDS)), time(now.plusSeconds(HOUR_SECONDS))),
                name,
                publicKey,
                tagged(EXTENSIONS_TAG, tagged(SEQUENCE, alternativeNames)));
    }

    private static byte[] time(Instant instant) {
        return tagged(UTC_TIME, TIME.format(instant).getBytes(US_ASCII));
    }

    private static byte[] bitString(byte[] bits) {
        return tagged(BIT_STRING, new byte[] {0}, bits);
    }

    private static byte[] oid(int... bytes) {
        final byte[] content = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            content[i] = (byte) bytes[i];
        }
        return tagged(0x06, content);
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        final ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (final byte[] part : parts) {
            content.writeBytes(part);
        }
        final int length = content.size();
        final ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.write(0x81);
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }
}
