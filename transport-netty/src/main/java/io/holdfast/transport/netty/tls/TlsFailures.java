package io.holdfast.transport.netty.tls;

import io.holdfast.transport.DisconnectCause;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells from a failed handshake's exception what was wrong. */
public final class TlsFailures {

    private static final int DEEPEST_CAUSE = 16;

    private TlsFailures() {}

    /**
     * {@return what happened} A wrong host name is told from the exception's text, for the JDK has no type for it; the
     * tests hold that against each JDK.
     */
    public static DisconnectCause classify(Throwable failure) {
        final CertificateException certificate = find(failure, CertificateException.class);
        if (certificate != null && isWrongHost(certificate)) {
            return DisconnectCause.CERTIFICATE_WRONG_HOST;
        }
        if (certificate != null
                || find(failure, CertPathValidatorException.class) != null
                || find(failure, CertPathBuilderException.class) != null) {
            return DisconnectCause.CERTIFICATE_UNTRUSTED;
        }
        if (find(failure, ClosedChannelException.class) != null || isClosedInHandshake(failure)) {
            return DisconnectCause.END_OF_STREAM;
        }
        return find(failure, GeneralSecurityException.class) == null && isOfTheSocket(innermost(failure))
                ? DisconnectCause.RESET
                : DisconnectCause.TLS_FAILED;
    }

    /** A reset that meets the first write of the handshake comes wrapped in an exception of TLS. */
    private static boolean isOfTheSocket(Throwable innermost) {
        return innermost instanceof IOException && !(innermost instanceof SSLException);
    }

    /** {@return the message of the innermost cause, which is the one that says something} */
    public static String detail(Throwable failure) {
        final Throwable innermost = innermost(failure);
        final String message = innermost.getMessage();
        return message == null ? innermost.getClass().getSimpleName() : message;
    }

    private static Throwable innermost(Throwable failure) {
        Throwable innermost = failure;
        for (int depth = 0; depth < DEEPEST_CAUSE && innermost.getCause() != null; depth++) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    private static boolean isWrongHost(CertificateException e) {
        final String message = e.getMessage();
        return message != null
                && (message.startsWith("No subject alternative")
                        || message.startsWith("No name matching")
                        || message.startsWith("Hostname or IP address")
                        || message.startsWith("Illegal given domain name"));
    }

    private static boolean isClosedInHandshake(Throwable failure) {
        final String message = failure.getMessage();
        return message != null && message.toLowerCase(Locale.ROOT).contains("connection closed while ssl/tls");
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        Throwable candidate = failure;
        for (int depth = 0; depth < DEEPEST_CAUSE && candidate != null; depth++) {
            if (type.isInstance(candidate)) {
                return type.cast(candidate);
            }
            candidate = candidate.getCause();
        }
        return null;
    }
}
