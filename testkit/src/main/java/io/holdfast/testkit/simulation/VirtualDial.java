package io.holdfast.testkit.simulation;

import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way from a host's name to an open, encrypted socket: one round trip for each phase, a deadline of its own for
 * each, and every fault that can meet it there.
 */
final class VirtualDial {

    private static final Duration LOOKUP = Duration.ofMillis(2);

    /** Who wants the socket. */
    interface Client {

        void onPhase(ConnectPhase phase);

        void onConnected(VirtualSite site);

        /** Perhaps from within {@link VirtualDial#begin}. */
        void onDialFailed(Disconnect disconnect);
    }

    private final VirtualTransport transport;
    private final Endpoint endpoint;
    private final ConnectionLimits limits;
    private final Client client;

    private ConnectPhase phase = ConnectPhase.RESOLVE;
    private Scheduler.Timer deadline = Scheduler.Timer.NONE;
    private boolean ended;

    VirtualDial(VirtualTransport transport, Endpoint endpoint, ConnectionLimits limits, Client client) {
        this.transport = transport;
        this.endpoint = endpoint;
        this.limits = limits;
        this.client = client;
    }

    void begin() {
        enter(ConnectPhase.RESOLVE);
        if (ended) {
            return;
        }
        final VirtualSite site = transport.network().site(endpoint.host());
        startDeadline(limits.resolveTimeout(), DisconnectCause.RESOLVE_TIMEOUT, site);
        if (site == null) {
            later(LOOKUP, () -> fail(DisconnectCause.HOST_UNKNOWN, endpoint.host()));
        } else if (site.has(FaultKind.DNS_UNKNOWN)) {
            later(LOOKUP, () -> unresolved(site, DisconnectCause.HOST_UNKNOWN, endpoint.host()));
        } else if (!site.has(FaultKind.DNS_HANG)) {
            later(LOOKUP, () -> {
                transport.resolved(endpoint.host());
                tcp(site);
            });
        }
    }

    void abort() {
        ended = true;
        deadline.cancel();
    }

    ConnectPhase phase() {
        return phase;
    }

    private void unresolved(VirtualSite site, DisconnectCause cause, String detail) {
        if (transport.wasResolved(endpoint.host())) {
            tcp(site); // as the resolver does: what it knew stands in for what it cannot have
        } else {
            fail(cause, detail);
        }
    }

    private void tcp(VirtualSite site) {
        enter(ConnectPhase.TCP);
        if (ended) {
            return;
        }
        startDeadline(limits.connectTimeout(), DisconnectCause.CONNECT_TIMEOUT, site);
        if (site.has(FaultKind.NETWORK_DOWN)) {
            later(Duration.ZERO, () -> fail(DisconnectCause.NETWORK_UNREACHABLE, "No route to host"));
            return;
        }
        roundTrip(site, () -> {
            if (site.has(FaultKind.TCP_REFUSED)) {
                fail(DisconnectCause.CONNECT_REFUSED, "Connection refused");
            } else if (!site.has(FaultKind.TCP_HANG)) {
                tls(site);
            }
        });
    }

    private void tls(VirtualSite site) {
        if (!endpoint.secure()) {
            connected(site);
            return;
        }
        enter(ConnectPhase.TLS);
        if (ended) {
            return;
        }
        startDeadline(limits.tlsTimeout(), DisconnectCause.TLS_TIMEOUT, site);
        roundTrip(site, () -> {
            if (site.has(FaultKind.TLS_ALERT)) {
                fail(DisconnectCause.TLS_FAILED, "Received fatal alert: handshake_failure");
            } else if (site.has(FaultKind.TLS_FIN)) {
                fail(DisconnectCause.END_OF_STREAM, "closed in the TLS handshake");
            } else if (site.has(FaultKind.TLS_RST)) {
                fail(DisconnectCause.RESET, "Connection reset by peer");
            } else if (site.has(FaultKind.CERTIFICATE_EXPIRED)) {
                fail(DisconnectCause.CERTIFICATE_UNTRUSTED, "NotAfter: in the past");
            } else if (site.has(FaultKind.CERTIFICATE_WRONG_HOST)) {
                fail(DisconnectCause.CERTIFICATE_WRONG_HOST, "No name matching " + endpoint.host() + " found");
            } else if (!site.has(FaultKind.TLS_HANG)) {
                connected(site);
            }
        });
    }

    private void connected(VirtualSite site) {
        abort();
        client.onConnected(site);
    }

    private void roundTrip(VirtualSite site, Runnable step) {
        final ConnectPhase asked = phase;
        site.afterRoundTrip(() -> transport.host().fromNetwork(() -> {
            if (!ended && phase == asked) {
                step.run();
            }
        }));
    }

    private void later(Duration delay, Runnable step) {
        transport
                .host()
                .schedule(
                        () -> {
                            if (!ended) {
                                step.run();
                            }
                        },
                        delay.toNanos());
    }

    private void enter(ConnectPhase next) {
        phase = next;
        client.onPhase(next);
    }

    private void startDeadline(Duration timeout, DisconnectCause cause, @Nullable VirtualSite site) {
        deadline.cancel();
        deadline = transport.host().schedule(() -> onDeadline(timeout, cause, site), timeout.toNanos());
    }

    private void onDeadline(Duration timeout, DisconnectCause cause, @Nullable VirtualSite site) {
        if (ended) {
            return;
        }
        if (cause == DisconnectCause.RESOLVE_TIMEOUT && site != null) {
            unresolved(site, cause, "no answer within " + timeout);
        } else {
            fail(cause, (cause == DisconnectCause.TLS_TIMEOUT ? "no handshake" : "no answer") + " within " + timeout);
        }
    }

    private void fail(DisconnectCause cause, String detail) {
        if (!ended) {
            abort();
            client.onDialFailed(Disconnect.of(cause, phase, detail));
        }
    }
}
