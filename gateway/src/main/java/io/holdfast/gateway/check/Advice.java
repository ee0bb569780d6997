package io.holdfast.gateway.check;

import io.holdfast.transport.Disconnect;

/** What to do about a failure, in one sentence. */
final class Advice {

    private static final int FORBIDDEN = 403;
    private static final int UNAVAILABLE_FOR_LEGAL_REASONS = 451;
    private static final int TEAPOT = 418;
    private static final int TOO_MANY = 429;

    private Advice() {}

    static String about(Disconnect disconnect) {
        return switch (disconnect.cause()) {
            case HOST_UNKNOWN ->
                "the name does not exist for your resolver: check its spelling, /etc/resolv.conf and"
                        + " whether this machine may ask for names outside";
            case RESOLVE_TIMEOUT ->
                "the resolver does not answer: check /etc/resolv.conf and the firewall (UDP and TCP 53)";
            case ADDRESS_FORBIDDEN ->
                "the name leads to an address of this machine's own network: if that is meant, allow"
                        + " it; if not, somebody has tampered with the name";
            case CONNECT_REFUSED -> "nobody listens there: check host and port, and whether a proxy is needed";
            case CONNECT_TIMEOUT -> "no answer: a firewall drops it, or the way to the host is broken";
            case NETWORK_UNREACHABLE -> "this machine has no way there: check its network, routes and descriptors";
            case PROXY_FAILED -> "the proxy refused: check its address and what it allows";
            case TLS_TIMEOUT, TLS_FAILED -> "not TLS, or no version in common: check the port, and what stands between";
            case CERTIFICATE_UNTRUSTED ->
                "the certificate is not trusted: check this machine's clock; behind a proxy that"
                        + " opens TLS, trust its authority with --ca";
            case CERTIFICATE_WRONG_HOST ->
                "the certificate is for another host: check the address, and what stands between";
            case UPGRADE_TIMEOUT ->
                "TLS works and the WebSocket is not answered: check the path, and proxies on the way";
            case UPGRADE_REFUSED -> status(disconnect.code());
            case UPGRADE_INVALID -> "no WebSocket server answers there: check the path";
            case RESPONSE_INVALID, RESPONSE_TIMEOUT ->
                "the HTTP side does not answer as it should: try again, then check" + " the exchange's status page";
            case CLOSE_FRAME, END_OF_STREAM, RESET ->
                "the exchange ended the connection: check its status page, and whether" + " this address is banned";
            default -> "see the log: run with -Dholdfast.log=DEBUG";
        };
    }

    static String status(int status) {
        return switch (status) {
            case FORBIDDEN, UNAVAILABLE_FOR_LEGAL_REASONS ->
                "the exchange does not serve this address, often by region: use"
                        + " another endpoint of it, or another place to run";
            case TEAPOT, TOO_MANY -> "this address asks too often: wait as long as it says, and see who else uses it";
            default ->
                status >= 500
                        ? "the exchange is in trouble: see its status page"
                        : "the exchange refuses: check the endpoint";
        };
    }
}
