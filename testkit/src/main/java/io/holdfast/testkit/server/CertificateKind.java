package io.holdfast.testkit.server;

/** What is right or wrong with the certificate of a {@link SimulatedExchange}. */
public enum CertificateKind {

    /** For {@code localhost}, {@code 127.0.0.1} and {@code ::1}, valid now, from the authority that it shows. */
    GOOD,
    /** For another host. */
    WRONG_HOST,
    /** Its time is over. */
    EXPIRED,
    /** Its time has not come. */
    NOT_YET_VALID,
    /** From an authority other than the one it shows. */
    UNKNOWN_AUTHORITY
}
