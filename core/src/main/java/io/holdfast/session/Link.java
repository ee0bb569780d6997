package io.holdfast.session;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.market.Channel;
import io.holdfast.resilience.RateBudget;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection from its first step to its end. A new one is made for each attempt, so nothing of a lost connection
 * can reach the next: whatever comes after {@link #abandon} is counted and dropped.
 *
 * <p>Confined to the session's thread.
 */
final class Link implements ConnectionListener, Outbound, Catalog.Waiter {

    private static final int NORMAL_CLOSURE = 1000;

    final Session session;
    final ExchangeProtocol protocol;
    final RateBudget messages;
    final LinkSubscriptions subscriptions = new LinkSubscriptions();

    private final ExchangeProfile profile;
    private final Restorer restorer;
    private final Fetcher fetcher;
    private final Pulse pulse;
    private final StallWatch stalls;

    private @Nullable Connection connection;
    private Transport.@Nullable Attempt attempt;
    private long frameNanos;
    private long provenAtNanos; // last answer or data
    private int includedInUrl;
    private boolean delivered;
    private boolean proven;
    private boolean distrusted;
    private boolean greeting;
    private boolean abandoned;

    Link(Session session) {
        this.session = session;
        this.profile = session.settings.profile();
        this.messages = session.commons.newMessages();
        this.restorer = new Restorer(this);
        this.fetcher = new Fetcher(this);
        this.pulse = new Pulse(this, profile);
        this.stalls = new StallWatch(this);
        this.provenAtNanos = now();
        this.protocol = session.settings.adapter().newProtocol(profile, new LinkSink(this));
    }

    // ---- from the session

    void begin() {
        if (session.commons.catalog.isPresent()) {
            open();
        } else {
            session.commons.catalog.request(this);
        }
    }

    /** The attempt was granted before the list was there: the exchange counts from now, and so do we, once more. */
    @Override
    public void catalogReady() {
        if (!abandoned) {
            session.commons.budgets.tryAttempt(now(), true);
            open();
        }
    }

    @Override
    public void catalogUnavailable(Loss loss) {
        lost(loss);
    }

    private void open() {
        restorer.resolve();
        final List<LinkSubscription> wanted = new ArrayList<>(subscriptions.in(LinkSubscription.State.PENDING));
        wanted.removeIf(LinkSubscription::isSuspect);
        if (session.urlRefused) {
            wanted.clear();
        }
        final UpgradeTarget target = protocol.upgradeTarget(LinkSubscriptions.wire(wanted));
        includedInUrl = Math.min(target.included(), wanted.size());
        restorer.requested(wanted, includedInUrl, now());
        final Endpoint endpoint = session.endpoint();
        final ConnectRequest request = new ConnectRequest(
                target.target().isEmpty() ? endpoint : endpoint.withTarget(join(endpoint.target(), target.target())),
                target.headers(),
                session.settings.limits());
        attempt = session.commons.transport.connect(request, session.commons.scheduler, this);
    }

    void added() {
        if (connection != null && !abandoned) {
            restorer.resolve();
            restorer.pump();
        }
    }

    void removed(Slot slot) {
        restorer.remove(slot);
    }

    /** Gives the connection up at once. */
    void abandon() {
        end();
        if (connection != null) {
            connection.abort();
        } else if (attempt != null) {
            attempt.abort();
        }
    }

    /** Ends the connection in order. */
    void close() {
        final Connection open = connection;
        if (open == null) {
            abandon();
            return;
        }
        end();
        open.close(NORMAL_CLOSURE, "");
    }

    private void end() {
        abandoned = true;
        pulse.cancel();
        restorer.cancel();
        fetcher.cancel();
        stalls.cancel();
    }

    /** This process stood still. */
    void excuse(long pauseNanos, long now) {
        restorer.excuse(pauseNanos);
        pulse.excuse(now);
        stalls.excuse(now);
        session.lag.excuse();
    }

    /** All epochs were closed although the connection is kept: the first sign of life lets books find their ground. */
    void distrust() {
        distrusted = true;
    }

    /** Books whose epoch was closed while the connection is well need a snapshot; the rest opens by itself. */
    void regain() {
        distrusted = false;
        if (session.lag.isLagging()) {
            return;
        }
        for (final LinkSubscription subscription : subscriptions.in(LinkSubscription.State.ACTIVE)) {
            if (subscription.slot.subscription.channel() == Channel.BOOK && !subscription.slot.open) {
                restorer.resync(subscription);
            }
        }
    }

    private void heard(long nanos) {
        pulse.heard(nanos);
        if (distrusted) {
            regain();
        }
    }

    long silentNanos(long nowNanos) {
        return pulse.silentNanos(nowNanos);
    }

    long heardNanos() {
        return pulse.heardNanos();
    }

    boolean hasDelivered() {
        return delivered;
    }

    // ---- from its parts

    boolean isAbandoned() {
        return abandoned;
    }

    boolean isOpen() {
        return connection != null && !abandoned;
    }

    void lost(Loss loss) {
        if (!abandoned) {
            session.lost(this, loss);
        }
    }

    /** Data of a subscription came: proof that it is active, and that the exchange serves us. */
    void delivered(LinkSubscription subscription) {
        provenAtNanos = frameNanos;
        pulse.proven(frameNanos);
        stalls.data(subscription, frameNanos);
        if (subscription.state != LinkSubscription.State.ACTIVE) {
            restorer.active(subscription);
        }
        delivered = true;
        if (!proven) {
            proven = session.proven();
        }
    }

    /** Looks whether data comes too late; may end the connection. */
    void lookForLag(long stampNanos, boolean mayBePast) {
        session.lag.look(this, stampNanos, mayBePast, frameNanos);
    }

    /** The application's heartbeat came. */
    void heartbeat() {
        pulse.proven(frameNanos);
    }

    /** The exchange has answered a request. */
    void answered() {
        provenAtNanos = now();
    }

    /** {@return whether the exchange has answered or delivered anything since} */
    boolean heardDataSince(long nanos) {
        return provenAtNanos - nanos > 0;
    }

    /** {@return whether a snapshot or the like for a subscription is on its way} */
    boolean isWaitingFor(int id) {
        return session.trust.isInMaintenance() || session.lag.isLagging() || fetcher.isBusyWith(id);
    }

    /** {@return the watch on each subscription's rhythm} */
    StallWatch stalls() {
        return stalls;
    }

    /** What follows was received at this time, over HTTP. */
    void receivedResource(long nanos) {
        frameNanos = nanos;
        session.commons.epochs.received(nanos);
    }

    Fetcher fetcher() {
        return fetcher;
    }

    Restorer restorer() {
        return restorer;
    }

    long now() {
        return session.commons.scheduler.nanos();
    }

    static String join(String base, String target) {
        return base.endsWith("/") && target.startsWith("/")
                ? base.substring(0, base.length() - 1) + target
                : base + target;
    }

    // ---- from the transport

    @Override
    public void onPhase(ConnectPhase phase) {}

    @Override
    public void onOpen(Connection opened) {
        if (abandoned) {
            session.counters.outdatedCalls++;
            opened.abort();
            return;
        }
        connection = opened;
        final long openedAtNanos = now();
        frameNanos = openedAtNanos;
        pulse.opened(opened, openedAtNanos);
        stalls.opened(openedAtNanos);
        session.lag.opened(openedAtNanos);
        session.opened(this);
        greeting = true;
        protocol.onOpened(this);
        greeting = false;
        restorer.resolve(); // what has come to be wanted while it was being opened
        restorer.opened(openedAtNanos);
        pulse.start();
    }

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
        if (abandoned) {
            session.counters.outdatedCalls++;
            return;
        }
        session.counters.frames++;
        frameNanos = receivedNanos;
        heard(receivedNanos);
        session.commons.epochs.received(receivedNanos);
        protocol.onFrame(kind, buffer, offset, length);
        session.commons.epochs.messageEnded();
    }

    @Override
    public void onPing(long receivedNanos) {
        heard(receivedNanos);
        messages.tryAcquire(receivedNanos); // the transport's answer counts against the exchange's limit
    }

    @Override
    public void onPong(long pingId, long receivedNanos) {
        pulse.pong();
        heard(receivedNanos);
    }

    @Override
    public void onPartialFrame(long receivedNanos) {
        heard(receivedNanos);
    }

    @Override
    public void onClosed(Disconnect disconnect) {
        if (includedInUrl > 0 && isForTheUrl(disconnect)) {
            session.urlRefused = true; // one of them may be what it cannot stomach: from now on by message
            lost(Loss.of(Losses.reasonOf(disconnect.cause()), disconnect.toString()));
        } else {
            lost(Losses.of(disconnect, session.settings.adapter()));
        }
    }

    private static boolean isForTheUrl(Disconnect disconnect) {
        return disconnect.cause() == DisconnectCause.UPGRADE_REFUSED
                && (disconnect.code() == 400 || disconnect.code() == 404 || disconnect.code() == 414);
    }

    // ---- from the protocol

    @Override
    public void sendText(String message) {
        countGreeting();
        final byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (connection != null) {
            connection.send(FrameKind.TEXT, bytes, 0, bytes.length);
        }
    }

    @Override
    public void sendBinary(byte[] buffer, int offset, int length) {
        countGreeting();
        if (connection != null) {
            connection.send(FrameKind.BINARY, buffer, offset, length);
        }
    }

    /** Requests are counted by who paces them; what a protocol says first is not paced, but those after it wait. */
    private void countGreeting() {
        if (greeting) {
            messages.tryAcquire(now());
        }
    }
}
