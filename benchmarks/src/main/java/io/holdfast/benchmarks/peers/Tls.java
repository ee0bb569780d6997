package io.holdfast.benchmarks.peers;

import java.lang.reflect.Method;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** What a floor asks of TLS: X25519 alone where the JDK can say so for one connection, and a check of the host name. */
final class Tls {

    private static final @Nullable Method SET_NAMED_GROUPS = find();

    private Tls() {}

    static void tune(SSLSocket socket) {
        final SSLParameters parameters = socket.getSSLParameters();
        tune(parameters);
        socket.setSSLParameters(parameters);
    }

    static void tune(SSLEngine engine) {
        final SSLParameters parameters = engine.getSSLParameters();
        tune(parameters);
        engine.setSSLParameters(parameters);
    }

    private static void tune(SSLParameters parameters) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        try {
            if (SET_NAMED_GROUPS != null) {
                SET_NAMED_GROUPS.invoke(parameters, (Object) new String[] {"x25519"});
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Method find() {
        try {
            return SSLParameters.class.getMethod("setNamedGroups", String[].class); // since JDK 20
        } catch (NoSuchMethodException e) {
            return null;
        }
    }
}
