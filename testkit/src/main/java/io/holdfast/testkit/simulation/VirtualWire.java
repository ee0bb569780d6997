package io.holdfast.testkit.simulation;

import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.VenueConnection;
import io.holdfast.transport.ConnectPhase;
import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.ConnectionListener;
import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one open connection, and the two pipes between the ends. What a server does wrong on purpose is
 * here: it resets, forgets, breaks the protocol.
 */
final class VirtualWire implements ClientLink {

    private final VirtualSite site;
    private final ClientEnd client;
    private final Pipe toServer;
    private final Pipe toClient;
    private final RateWindow received = new RateWindow();

    private @Nullable VenueConnection connection;
    private final Set<Subscription> stalled = new HashSet<>();
    private boolean over;
    private boolean forgotten;
    private boolean resetsWhatComes;

    VirtualWire(VirtualSite site, VirtualHost host, ConnectionListener listener, ConnectionLimits limits) {
        this.site = site;
        this.toServer = new Pipe(site, false, this::receive);
        this.client = new ClientEnd(this, toServer, host, listener, limits);
        this.toClient = new Pipe(site, true, packet -> host.fromNetwork(() -> client.receive(packet)));
        toClient.onPart(() -> host.fromNetwork(client::receivePart));
    }

    /** The upgrade was accepted: the server may speak from now on, behind its answer. */
    void accepted(VenueConnection by) {
        connection = by;
        site.opened(this);
        by.onOpen();
    }

    ClientEnd client() {
        return client;
    }

    VirtualSite site() {
        return site;
    }

    /** {@return whether both ends take it for open} */
    boolean isWhole() {
        return !over && !client.isEnded();
    }

    void resume() {
        toClient.resume();
        toServer.resume();
    }

    /** The client's end is released: nothing is received there any more. */
    void clientEnded() {
        toClient.breakNow();
        if (forgotten) {
            site.struck(FaultKind.HALF_OPEN); // what follows is its doing, however long ago it began
        }
        if (over) {
            site.closed(this);
        }
    }

    /** Says what the message sent last carries; where data is withheld, it is taken back. {@return whether it went} */
    boolean carries(Sent sent) {
        final Packet packet = toClient.last();
        if (over || packet == null) {
            return false;
        }
        if (site.has(FaultKind.NO_DATA) || stalled.contains(sent.subscription())) {
            toClient.takeBackLast();
            site.counters().dataWithheld++;
            return false;
        }
        packet.sent = sent;
        site.counters().dataSent++;
        return true;
    }

    void stall(Subscription subscription) {
        stalled.add(subscription);
    }

    void goOn(Subscription subscription) {
        stalled.remove(subscription);
    }

    // ---- what the venue does

    @Override
    public void sendText(byte[] buffer, int offset, int length) {
        if (!over) {
            toClient.send(site.text(buffer, offset, length));
        }
    }

    @Override
    public void sendBinary(byte[] buffer, int offset, int length) {
        if (!over) {
            toClient.send(Packet.message(Packet.Kind.BINARY, buffer, offset, length));
        }
    }

    @Override
    public void ping() {
        send(Packet.of(Packet.Kind.PING));
    }

    @Override
    public void close(int code, String reason) {
        send(Packet.numbered(Packet.Kind.CLOSE, code, reason));
        drop();
    }

    @Override
    public void drop() {
        if (!over) {
            toClient.send(Packet.of(Packet.Kind.FIN));
            end();
        }
    }

    // ---- what it does wrong

    /** Sends anything. */
    void send(Packet packet) {
        if (!over) {
            toClient.send(packet);
        }
    }

    /** Resets TCP: what was under way to the client is lost. */
    void reset() {
        if (!over) {
            toClient.forgetQueue();
            toClient.send(Packet.of(Packet.Kind.RST));
            end();
        }
    }

    /** Resets TCP in the middle of a message. */
    void resetInFrame() {
        if (!over) {
            toClient.forgetQueue();
            toClient.send(Packet.of(Packet.Kind.PART));
            toClient.send(Packet.of(Packet.Kind.RST));
            end();
        }
    }

    /**
     * Forgets the connection without a word.
     *
     * @param resets whether whatever comes is answered with a reset; otherwise it is swallowed
     */
    void forget(boolean resets) {
        if (!over) {
            forgotten = true;
            resetsWhatComes = resets;
            toClient.forgetQueue();
            end();
        }
    }

    private void receive(Packet packet) {
        if (over) {
            if (resetsWhatComes && packet.kind != Packet.Kind.RST && packet.kind != Packet.Kind.FIN) {
                resetsWhatComes = false;
                toClient.send(Packet.of(Packet.Kind.RST));
            }
            return;
        }
        final VenueConnection to = connection;
        if (to == null) {
            return;
        }
        site.network().frames().add(site.name(), ">>", packet);
        switch (packet.kind) {
            case TEXT -> {
                count();
                to.onText(packet.payload, 0, packet.payload.length);
            }
            case BINARY -> {
                count();
                to.onBinary(packet.payload, 0, packet.payload.length);
            }
            case PING -> {
                count();
                if (!site.has(FaultKind.NO_PONG)) {
                    send(Packet.numbered(Packet.Kind.PONG, packet.number, ""));
                }
                to.onPing();
            }
            case PONG -> {
                count();
                to.onPong();
            }
            case CLOSE -> close((int) packet.number, "");
            case FIN, RST -> end();
            default -> throw new IllegalStateException("packet: " + packet.kind + " (expected: what a client sends)");
        }
    }

    private void count() {
        site.counters().messagesIn++;
        site.counters().inOneSecond(received.add(site.now()));
    }

    private void end() {
        over = true;
        if (client.isEnded()) {
            site.closed(this);
        }
        final VenueConnection told = connection;
        if (told != null) {
            told.onClosed();
        }
    }

    /** {@return the end as the Netty transport words it} */
    static Disconnect ended(DisconnectCause cause, String detail) {
        return Disconnect.of(cause, ConnectPhase.OPEN, detail);
    }
}
