package io.holdfast.testkit.simulation;

import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.HttpListener;
import io.holdfast.transport.HttpRequest;
import io.holdfast.transport.Transport;
import java.time.Duration;
import java.util.Arrays;

/** One HTTP GET on the virtual network: one socket, one answer, one deadline for all of it. */
final class VirtualGet implements Transport.Attempt, VirtualDial.Client {

    private static final int TOO_MANY_REQUESTS = 429;

    private final VirtualTransport transport;
    private final VirtualHost host;
    private final HttpRequest request;
    private final HttpListener listener;
    private final VirtualDial dial;

    private ConnectPhase phase = ConnectPhase.RESOLVE;
    private Scheduler.Timer deadline = Scheduler.Timer.NONE;
    private boolean ended;

    VirtualGet(VirtualTransport transport, HttpRequest request, HttpListener listener) {
        this.transport = transport;
        this.host = transport.host();
        this.request = request;
        this.listener = listener;
        this.dial = new VirtualDial(transport, request.endpoint(), ConnectionLimits.DEFAULT, this);
    }

    void begin() {
        deadline = host.schedule(
                () -> fail(DisconnectCause.RESPONSE_TIMEOUT, "no whole response within " + request.timeout()),
                request.timeout().toNanos());
        if (transport.isClosed()) {
            fail(DisconnectCause.TRANSPORT_CLOSED, "");
        } else {
            dial.begin();
        }
    }

    @Override
    public void abort() {
        fail(DisconnectCause.CLOSED_BY_US, "");
    }

    @Override
    public void onPhase(ConnectPhase next) {
        phase = next;
    }

    @Override
    public void onDialFailed(Disconnect disconnect) {
        fail(disconnect.cause(), disconnect.detail());
    }

    @Override
    public void onConnected(VirtualSite site) {
        phase = ConnectPhase.OPEN;
        site.counters().gets++;
        site.afterRoundTrip(() -> answer(site));
    }

    private void answer(VirtualSite site) {
        if (ended || site.has(FaultKind.HTTP_HANG)) {
            return;
        }
        if (site.has(FaultKind.HTTP_RST)) {
            host.fromNetwork(() -> fail(DisconnectCause.RESET, "Connection reset by peer"));
        } else if (site.has(FaultKind.HTTP_STATUS)) {
            respond((int) site.magnitude(FaultKind.HTTP_STATUS), new byte[0], null);
        } else if (site.has(FaultKind.RATE_LIMITED)) {
            final long seconds = site.magnitude(FaultKind.RATE_LIMITED);
            respond(TOO_MANY_REQUESTS, new byte[0], seconds == 0 ? null : Duration.ofSeconds(seconds));
        } else {
            final HttpAnswer answer =
                    site.venue().get(ClientRequest.of(request.endpoint().target()));
            final byte[] body = answer.body();
            respond(
                    answer.status(),
                    site.has(FaultKind.HTTP_GARBLED) ? Arrays.copyOf(body, body.length / 2) : body.clone(),
                    null);
        }
    }

    private void respond(int status, byte[] body, @org.jspecify.annotations.Nullable Duration retryAfter) {
        host.fromNetwork(() -> {
            if (body.length > request.maxBodyBytes()) {
                fail(DisconnectCause.RESPONSE_INVALID, "a body above " + request.maxBodyBytes() + " bytes");
            } else if (release()) {
                host.guard(() -> listener.onResponse(status, body, retryAfter));
            }
        });
    }

    private void fail(DisconnectCause cause, String detail) {
        final ConnectPhase reached = phase;
        if (release()) {
            host.execute(() -> host.guard(() -> listener.onFailed(Disconnect.of(cause, reached, detail))));
        }
    }

    private boolean release() {
        if (ended) {
            return false;
        }
        ended = true;
        deadline.cancel();
        dial.abort();
        return true;
    }
}
