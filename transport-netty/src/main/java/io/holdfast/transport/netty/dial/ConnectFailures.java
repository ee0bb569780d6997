package io.holdfast.transport.netty.dial;

import io.holdfast.transport.DisconnectCause;
import java.net.ConnectException;
import java.util.Locale;

/** Tells from the exception of a failed TCP connect what was wrong. NIO and the native transports word it alike. */
final class ConnectFailures {

    private ConnectFailures() {}

    static DisconnectCause classify(Throwable failure) {
        final String message =
                failure.getMessage() == null ? "" : failure.getMessage().toLowerCase(Locale.ROOT);
        if (message.contains("timed out")) {
            return DisconnectCause.CONNECT_TIMEOUT;
        }
        if (message.contains("reset")) {
            return DisconnectCause.RESET;
        }
        if (failure instanceof ConnectException && message.contains("refused")) {
            return DisconnectCause.CONNECT_REFUSED;
        }
        return DisconnectCause.NETWORK_UNREACHABLE; // no route, no network, no address family, no port, no descriptor
    }
}
