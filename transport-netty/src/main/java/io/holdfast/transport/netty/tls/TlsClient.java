package io.holdfast.transport.netty.tls;

import io.netty.handler.ssl.SslHandler;
import java.lang.reflect.Method;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes the TLS end of connections: TLS 1.3 or 1.2, host name always checked, sessions resumed.
 *
 * <p>It uses the JDK's {@link SSLContext} directly, one for all connections, so that sessions are found again; Netty's
 * wrapping of trust managers is not on the way.
 *
 * <p><b>Key exchange.</b> With its default list of groups the JDK makes two key pairs for each handshake, X25519 and
 * P-256; the second costs more than the rest of the handshake. From JDK 20 on, X25519 is offered alone, and a host
 * whose handshake failed is offered the JDK's whole list from the next attempt on. Before JDK 20 the list is a
 * property of the whole JVM ({@code jdk.tls.namedGroups}), read once, when TLS is first used; it is set only if asked
 * for and if it is not set already.
 *
 * <p>Thread-safe.
 */
public final class TlsClient {

    private static final String JVM_GROUPS = "jdk.tls.namedGroups";
    private static final String NETTY_HOST_CHECK = "io.netty.handler.ssl.defaultEndpointVerificationAlgorithm";
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String[] FAST_GROUPS = {"x25519"};
    private static final @Nullable Method SET_NAMED_GROUPS = findSetNamedGroups();

    private final SSLContext context;
    private final boolean fastGroups;
    private final Set<String> needsAllGroups = ConcurrentHashMap.newKeySet();

    /**
     * Makes a client.
     *
     * @param trust      null for the JDK's roots
     * @param fastGroups whether X25519 is offered alone, where the JDK can do so for one connection
     * @param jvmGroups  whether to set the JVM's property where it cannot
     * @throws IllegalStateException if a system property says that host names are not to be checked
     */
    public TlsClient(TrustManager @Nullable [] trust, boolean fastGroups, boolean jvmGroups) {
        if ("NONE".equalsIgnoreCase(System.getProperty(NETTY_HOST_CHECK))) {
            throw new IllegalStateException("system property " + NETTY_HOST_CHECK
                    + ": NONE (expected: not set; a certificate for another host must never be accepted)");
        }
        this.fastGroups = fastGroups && SET_NAMED_GROUPS != null;
        if (jvmGroups && SET_NAMED_GROUPS == null && System.getProperty(JVM_GROUPS) == null) {
            System.setProperty(JVM_GROUPS, FAST_GROUPS[0]);
        }
        try {
            context = SSLContext.getInstance("TLS");
            context.init(null, trust, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not available in this JVM", e);
        }
    }

    /**
     * {@return the handler for one connection} It has no deadline of its own.
     *
     * @param host as in the URL: for SNI, for the check of the certificate, and to find the session again
     */
    public SslHandler newHandler(String host, int port) {
        final SSLEngine engine = context.createSSLEngine(host, port);
        engine.setUseClientMode(true);
        final SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(PROTOCOLS);
        if (fastGroups && !needsAllGroups.contains(key(host, port))) {
            setNamedGroups(parameters);
        }
        engine.setSSLParameters(parameters);
        final SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(0);
        return handler;
    }

    /** Notes that a handshake failed, and not over the certificate: perhaps the server does not know X25519. */
    public void onHandshakeFailed(String host, int port) {
        if (fastGroups) {
            needsAllGroups.add(key(host, port));
        }
    }

    private static String key(String host, int port) {
        return host + ":" + port;
    }

    private static void setNamedGroups(SSLParameters parameters) {
        try {
            if (SET_NAMED_GROUPS != null) {
                SET_NAMED_GROUPS.invoke(parameters, (Object) FAST_GROUPS);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SSLParameters.setNamedGroups", e);
        }
    }

    private static @Nullable Method findSetNamedGroups() {
        try {
            return SSLParameters.class.getMethod("setNamedGroups", String[].class); // since JDK 20
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
