package io.holdfast.testkit.simulation;

import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One attempt to open a WebSocket, from the look-up to the answer to the upgrade. */
final class VirtualUpgrade implements Transport.Attempt, VirtualDial.Client {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final String ADDRESS = "203.0.113.7";
    private static final String RETRY_AFTER = "Retry-After";

    private final VirtualTransport transport;
    private final VirtualHost host;
    private final ConnectRequest request;
    private final ConnectionListener listener;
    private final VirtualDial dial;

    private ConnectPhase phase = ConnectPhase.RESOLVE;
    private Scheduler.Timer deadline = Scheduler.Timer.NONE;
    private boolean ended;

    VirtualUpgrade(VirtualTransport transport, ConnectRequest request, ConnectionListener listener) {
        this.transport = transport;
        this.host = transport.host();
        this.request = request;
        this.listener = listener;
        this.dial = new VirtualDial(transport, request.endpoint(), request.limits(), this);
    }

    void begin() {
        final VirtualSite site = transport.network().site(request.endpoint().host());
        if (site != null) {
            site.attempted();
        }
        if (transport.isClosed()) {
            end(Disconnect.of(DisconnectCause.TRANSPORT_CLOSED, phase, ""), true);
        } else {
            dial.begin();
        }
    }

    @Override
    public void abort() {
        end(Disconnect.of(DisconnectCause.CLOSED_BY_US, phase, ""), true);
    }

    @Override
    public void onPhase(ConnectPhase next) {
        phase = next;
        if (!host.guard(() -> listener.onPhase(next))) {
            end(Disconnect.of(DisconnectCause.INTERNAL_ERROR, phase, "the listener threw"), true);
        }
    }

    @Override
    public void onDialFailed(Disconnect disconnect) {
        end(disconnect, true); // perhaps from within connect(), and then it is too early to tell
    }

    @Override
    public void onConnected(VirtualSite site) {
        onPhase(ConnectPhase.UPGRADE);
        if (ended) {
            return;
        }
        final Duration limit = request.limits().upgradeTimeout();
        deadline = host.schedule(
                () -> end(Disconnect.of(DisconnectCause.UPGRADE_TIMEOUT, phase, "no answer within " + limit), false),
                limit.toNanos());
        site.afterRoundTrip(() -> answer(site));
    }

    /** The server has the request; what it answers is taken for delivered with the same round trip. */
    private void answer(VirtualSite site) {
        if (ended || site.has(FaultKind.UPGRADE_HANG)) {
            return;
        }
        if (site.has(FaultKind.UPGRADE_FIN)) {
            told(Disconnect.of(DisconnectCause.END_OF_STREAM, ConnectPhase.UPGRADE, ""));
        } else if (site.has(FaultKind.UPGRADE_RST)) {
            told(Disconnect.of(DisconnectCause.RESET, ConnectPhase.UPGRADE, "Connection reset by peer"));
        } else if (site.has(FaultKind.UPGRADE_INVALID)) {
            told(Disconnect.of(
                    DisconnectCause.UPGRADE_INVALID, ConnectPhase.UPGRADE, "Sec-WebSocket-Accept is not ours"));
        } else if (site.has(FaultKind.UPGRADE_STATUS)) {
            told(refused((int) site.magnitude(FaultKind.UPGRADE_STATUS), "simulated", null));
        } else if (site.has(FaultKind.RATE_LIMITED)) {
            final long seconds = site.magnitude(FaultKind.RATE_LIMITED);
            told(refused(TOO_MANY_REQUESTS, "simulated", seconds == 0 ? null : Duration.ofSeconds(seconds)));
        } else {
            ask(site);
        }
    }

    private void ask(VirtualSite site) {
        final VirtualWire opened = new VirtualWire(site, host, listener, request.limits());
        final Admission admission =
                site.venue().accept(new ClientRequest(request.endpoint().target(), request.headers(), ADDRESS), opened);
        if (admission instanceof Admission.Admitted admitted) {
            opened.accepted(admitted.connection());
            site.dropAfterOpening(opened);
            host.fromNetwork(() -> opened(opened));
        } else if (admission instanceof Admission.Refused refused) {
            final HttpAnswer answer = refused.answer();
            told(refused(answer.status(), answer.text(), retryAfter(answer)));
        }
    }

    private void opened(VirtualWire opened) {
        if (ended) {
            opened.client().abandonUnopened();
            return;
        }
        ended = true;
        deadline.cancel();
        phase = ConnectPhase.OPEN;
        opened.client().open();
    }

    private void told(Disconnect disconnect) {
        host.fromNetwork(() -> end(disconnect, false));
    }

    private void end(Disconnect disconnect, boolean later) {
        if (ended) {
            return;
        }
        ended = true;
        deadline.cancel();
        dial.abort();
        if (later) {
            host.execute(() -> host.guard(() -> listener.onClosed(disconnect)));
        } else {
            host.guard(() -> listener.onClosed(disconnect));
        }
    }

    private static Disconnect refused(int status, String body, @Nullable Duration retryAfter) {
        return new Disconnect(DisconnectCause.UPGRADE_REFUSED, status, body, retryAfter, ConnectPhase.UPGRADE);
    }

    private static @Nullable Duration retryAfter(HttpAnswer answer) {
        final String seconds = answer.headers().get(RETRY_AFTER);
        return seconds == null || !seconds.chars().allMatch(c -> c >= '0' && c <= '9')
                ? null
                : Duration.ofSeconds(Long.parseLong(seconds));
    }
}
