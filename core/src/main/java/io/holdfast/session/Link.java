package io.holdfast.session;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.Outbound;
import io.holdfast.exchange.UpgradeTarget;
import io.holdfast.exchange.WireSubscription;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.resilience.RateBudget;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectRequest;
import io.holdfast.transport.Connection;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.Endpoint;
import io.holdfast.transport.FrameKind;
import io.holdfast.transport.Transport;
import java.nio.charset.StandardCharsets;
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
    /** Of an exchange's lifetime limit, the part after which a connection is replaced. */
    private static final double USED_LIFETIME = 23.0 / 24.0;

    final Session session;
    final ExchangeProtocol protocol;
    final RateBudget messages;

    private final ExchangeProfile profile;
    private final Restorer restorer;
    private final Liveness liveness;
    private final Runnable tick = this::onTick;

    private @Nullable Connection connection;
    private Transport.@Nullable Attempt attempt;
    private Scheduler.Timer tickTimer = Scheduler.Timer.NONE;
    private long openedAtNanos;
    private long applicationPingDueNanos;
    private long pings;
    private long delivered;
    private boolean abandoned;

    Link(Session session) {
        this.session = session;
        this.profile = session.settings.profile();
        this.messages = new RateBudget(
                profile.outgoingMessages().count(), profile.outgoingMessages().window());
        this.protocol = session.settings.adapter().newProtocol(profile, new LinkSink(this));
        this.restorer = new Restorer(this);
        this.liveness = new Liveness(profile, now());
    }

    // ---- from the session

    void begin() {
        if (session.commons.catalog.isPresent()) {
            open();
        } else {
            session.commons.catalog.request(this);
        }
    }

    @Override
    public void catalogReady() {
        if (!abandoned) {
            open();
        }
    }

    @Override
    public void catalogUnavailable(Loss loss) {
        lost(loss);
    }

    private void open() {
        resolveSlots();
        final List<Slot> wanted = session.registry.in(Slot.Wire.PENDING);
        final List<WireSubscription> wire = SubscriptionRegistry.wire(wanted);
        final UpgradeTarget target = protocol.upgradeTarget(wire);
        for (int i = 0; i < target.included(); i++) {
            restorer.requested(wanted.get(i), now());
        }
        final Endpoint endpoint = session.endpoint();
        final ConnectRequest request = new ConnectRequest(
                target.target().isEmpty() ? endpoint : endpoint.withTarget(join(endpoint.target(), target.target())),
                target.headers(),
                session.settings.limits());
        attempt = session.commons.transport.connect(request, session.commons.scheduler, this);
    }

    void added() {
        if (connection != null) {
            resolveSlots();
            restorer.pump();
        }
    }

    void removed(Slot slot) {
        restorer.remove(slot);
    }

    /** Gives the connection up at once. */
    void abandon() {
        abandoned = true;
        tickTimer.cancel();
        restorer.cancel();
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
        abandoned = true;
        tickTimer.cancel();
        restorer.cancel();
        open.close(NORMAL_CLOSURE, "");
    }

    long silentNanos(long nowNanos) {
        return liveness.silentNanos(nowNanos);
    }

    long heardNanos() {
        return liveness.heardNanos();
    }

    boolean hasDelivered() {
        return delivered > 0;
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

    /** Data of a subscription came: counts it, and takes it for proof that the subscription is active. */
    void delivered(Slot slot) {
        delivered++;
        if (slot.state != Slot.Wire.ACTIVE) {
            restorer.active(slot);
        }
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
        openedAtNanos = now();
        applicationPingDueNanos =
                openedAtNanos + profile.applicationPingInterval().toNanos();
        liveness.heard(openedAtNanos);
        session.opened();
        protocol.onOpened(this);
        restorer.opened(openedAtNanos);
        onTick();
    }

    @Override
    public void onFrame(FrameKind kind, byte[] buffer, int offset, int length, long receivedNanos) {
        if (abandoned) {
            session.counters.outdatedCalls++;
            return;
        }
        session.counters.frames++;
        liveness.heard(receivedNanos);
        session.commons.epochs.received(receivedNanos);
        protocol.onFrame(kind, buffer, offset, length);
        session.commons.epochs.messageEnded();
    }

    @Override
    public void onPing(long receivedNanos) {
        liveness.heard(receivedNanos);
        messages.tryAcquire(receivedNanos); // the transport's answer counts against the exchange's limit
    }

    @Override
    public void onPong(long pingId, long receivedNanos) {
        liveness.heard(receivedNanos);
    }

    @Override
    public void onPartialFrame(long receivedNanos) {
        liveness.heard(receivedNanos);
    }

    @Override
    public void onClosed(Disconnect disconnect) {
        lost(new Loss(
                Losses.reasonOf(disconnect.cause()),
                disconnect.toString(),
                session.settings.adapter().classify(disconnect),
                disconnect.retryAfter(),
                false));
    }

    // ---- from the protocol

    @Override
    public void sendText(String message) {
        final byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        if (connection != null) {
            connection.send(FrameKind.TEXT, bytes, 0, bytes.length);
        }
    }

    @Override
    public void sendBinary(byte[] buffer, int offset, int length) {
        if (connection != null) {
            connection.send(FrameKind.BINARY, buffer, offset, length);
        }
    }

    // ---- time

    private void onTick() {
        final Connection open = connection;
        if (abandoned || open == null) {
            return;
        }
        final long now = now();
        switch (liveness.check(now)) {
            case SILENT -> {
                lost(Loss.of(Reason.SILENT, "nothing received for " + profile.silenceLimit()));
                return;
            }
            case UNANSWERED -> {
                lost(Loss.of(Reason.PONG_MISSING, "no pong within " + profile.pongTimeout()));
                return;
            }
            case ASK -> {
                messages.tryAcquire(now);
                open.ping(++pings);
                liveness.asked(now);
            }
            case ALIVE -> {}
            default -> throw new AssertionError("unhandled verdict");
        }
        final long ageNanos = (long) (profile.maxConnectionAge().toNanos() * USED_LIFETIME);
        if (ageNanos > 0 && now - openedAtNanos >= ageNanos) {
            lost(Loss.planned(
                    Reason.LIFETIME_ENDING, "the exchange ends connections after " + profile.maxConnectionAge()));
            return;
        }
        final long applicationPingNanos = profile.applicationPingInterval().toNanos();
        if (applicationPingNanos > 0 && now - applicationPingDueNanos >= 0) {
            messages.tryAcquire(now);
            protocol.sendApplicationPing(this);
            applicationPingDueNanos = now + applicationPingNanos;
        }
        session.refreshStatus();
        tickTimer = session.commons.scheduler.schedule(tick, untilNextTick(now, ageNanos, applicationPingNanos));
    }

    private long untilNextTick(long now, long ageNanos, long applicationPingNanos) {
        long next = liveness.nextCheckNanos(now);
        if (ageNanos > 0) {
            next = Math.min(next, openedAtNanos + ageNanos - now);
        }
        if (applicationPingNanos > 0) {
            next = Math.min(next, applicationPingDueNanos - now);
        }
        return Math.max(1, next);
    }

    private void resolveSlots() {
        int carried = session.registry.size() - session.registry.count(Slot.Wire.PENDING);
        for (final Slot slot : session.registry.in(Slot.Wire.PENDING)) {
            final var listed = session.commons.catalog.find(slot.subscription.instrument());
            final Channel channel = slot.subscription.channel();
            if (!profile.channels().contains(channel)) {
                restorer.refuse(slot, Reason.CHANNEL_NOT_OFFERED, "offered: " + profile.channels());
            } else if (listed == null) {
                restorer.refuse(slot, Reason.NOT_LISTED, "the exchange lists no " + slot.subscription.instrument());
            } else if (carried >= profile.maxSubscriptionsPerConnection()) {
                restorer.refuse(
                        slot,
                        Reason.REJECTED,
                        "a connection carries " + profile.maxSubscriptionsPerConnection() + " subscriptions at most");
            } else {
                slot.wire = new WireSubscription(slot.id, slot.subscription, listed);
                carried++;
            }
        }
    }
}
