package io.holdfast.testkit.server;

import static java.util.Objects.requireNonNull;

import io.holdfast.testkit.server.WireFaults.Refusal;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.testkit.venue.Venue;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Venue} on real sockets of the loopback address, which fails on command.
 *
 * <p>Faults of the wire are methods here; faults inside the exchange (a lost message, a refused symbol) are the venue's
 * own, reached by {@link #onVenue}. A method that acts on "every WebSocket" means those open at the time of the call;
 * what is said to hold "from now on" holds for open and later ones until {@link #heal}, or until it is set again.
 *
 * <p>All methods may be called from any thread but the exchange's own, and have taken effect when they return. One
 * thread, named {@code simulated-exchange-…}; {@link #close} stops it.
 *
 * @param <V> the venue
 */
public final class SimulatedExchange<V extends Venue> implements AutoCloseable {

    private static final long PUBLISH_LIMIT_SECONDS = 120;

    private final V venue;
    private final ExchangeSockets sockets;
    private final LoopCalls calls;

    private SimulatedExchange(V venue, @Nullable CertificateKind certificate) {
        this.venue = requireNonNull(venue, "venue");
        this.sockets = new ExchangeSockets(venue, certificate);
        this.calls = new LoopCalls(sockets.loop());
        run(() -> venue.start(sockets.scheduler()));
    }

    /** {@return the venue on a free port, with TLS and a certificate made at start} */
    public static <V extends Venue> SimulatedExchange<V> start(V venue) {
        return new SimulatedExchange<>(venue, CertificateKind.GOOD);
    }

    /** {@return the venue on a free port, with TLS and a certificate of this kind} */
    public static <V extends Venue> SimulatedExchange<V> start(V venue, CertificateKind certificate) {
        return new SimulatedExchange<>(venue, requireNonNull(certificate, "certificate"));
    }

    /** {@return the venue on a free port, without TLS} */
    public static <V extends Venue> SimulatedExchange<V> startWithoutTls(V venue) {
        return new SimulatedExchange<>(venue, null);
    }

    // ---- where it is, and what it has seen

    /** {@return where streams are, for {@code Endpoint.of}; a path may be added} */
    public String streamUrl() {
        return (sockets.certificate() == null ? "ws" : "wss") + "://localhost:" + port();
    }

    /** {@return where HTTP requests go, for {@code Endpoint.of}; a path may be added} */
    public String httpUrl() {
        return (sockets.certificate() == null ? "http" : "https") + "://localhost:" + port();
    }

    /** {@return the port on the loopback address} */
    public int port() {
        return sockets.port();
    }

    /**
     * {@return the authority that a client must trust}
     *
     * @throws IllegalStateException if the exchange has no TLS
     */
    public X509Certificate authority() {
        return certificate().authority();
    }

    /** {@return the authority as PEM; see {@link #authority}} */
    public String authorityPem() {
        return certificate().authorityPem();
    }

    /** {@return open WebSockets} */
    public int connections() {
        return call(() -> sockets.clients().size());
    }

    /** {@return WebSockets opened since the start} */
    public long connectionsEver() {
        return call(sockets::connectionsEver);
    }

    /** {@return TCP connections accepted since the start, whatever became of them} */
    public long accepted() {
        return call(sockets::accepted);
    }

    /** {@return upgrades asked for since the start, whatever became of them} */
    public long upgradesAsked() {
        return call(sockets::upgradesAsked);
    }

    /** {@return HTTP requests other than upgrades since the start} */
    public long requestsAsked() {
        return call(sockets::requestsAsked);
    }

    /** {@return what each WebSocket's client has done: the latest 1,000 that have left, then those that are there} */
    public List<ClientReport> clients() {
        return call(sockets::reports);
    }

    /** {@return what failed first inside the exchange or on its sockets; null if nothing did} */
    public @Nullable Throwable firstFailure() {
        return call(sockets::firstFailure);
    }

    // ---- the venue

    /** Does something with the venue, on its thread. */
    public void onVenue(Consumer<? super V> action) {
        run(() -> action.accept(venue));
    }

    /** {@return something of the venue, read on its thread} */
    public <T> T ask(Function<? super V, T> question) {
        return call(() -> question.apply(venue));
    }

    /**
     * Lets a number of orders come as fast as the clients take what follows from them. Returns when all of it has been
     * handed to the sockets.
     *
     * @throws IllegalStateException if the venue is no {@link SimulatedVenue}, or the clients take it too slowly
     */
    public void publish(int orders) {
        if (!(venue instanceof SimulatedVenue<?> simulated)) {
            throw new IllegalStateException("venue " + venue.id() + ": has no market model (expected: SimulatedVenue)");
        }
        calls.await(new OrderFlow(simulated, sockets, orders).begin(), PUBLISH_LIMIT_SECONDS);
    }

    // ---- ends of every WebSocket

    /** Ends every WebSocket with a close frame, then TCP. */
    public void closeWith(int code, String reason) {
        each(client -> client.close(code, reason));
    }

    /** Sends a close frame on every WebSocket, and leaves TCP open. */
    public void closeFrameOnly(int code, String reason) {
        each(client -> client.closeFrameOnly(code, reason));
    }

    /** Ends TCP of every WebSocket in order (FIN), without a close frame. */
    public void endStream() {
        each(ExchangeClient::drop);
    }

    /** Ends TCP of every WebSocket in order (FIN), without a close frame and without TLS's own goodbye. */
    public void truncate() {
        each(ExchangeClient::truncate);
    }

    /** Ends our half of TCP of every WebSocket (FIN), and still reads what comes. */
    public void halfClose() {
        each(ExchangeClient::halfClose);
    }

    /** Resets TCP of every WebSocket (RST). */
    public void reset() {
        each(ExchangeClient::reset);
    }

    /** Neither reads nor writes any more on every WebSocket; they stay open. */
    public void blackHole() {
        each(client -> {
            client.mute();
            client.deafen();
        });
    }

    /** Sends nothing any more on every WebSocket, but still reads; they stay open. */
    public void mute() {
        each(ExchangeClient::mute);
    }

    /** Reads nothing any more from every WebSocket, but still sends; they stay open. */
    public void deafen() {
        each(ExchangeClient::deafen);
    }

    /** Forgets every client as if power had been lost: the sockets stay, half-open, and nobody is there. */
    public void abandon() {
        each(ExchangeClient::abandon);
    }

    // ---- what is sent on every WebSocket

    /** Sends a text, whatever it is. */
    public void send(String text) {
        each(client -> client.sendText(text));
    }

    /** Sends a binary message. */
    public void sendBinary(byte[] message) {
        each(client -> client.sendBinary(message, 0, message.length));
    }

    /** Sends bytes that need not be a frame. */
    public void sendRaw(byte[] bytes) {
        each(client -> client.sendRaw(bytes));
    }

    /** Sends a frame that RFC 6455 forbids. */
    public void sendMalformed(MalformedFrame frame) {
        sendRaw(frame.bytes());
    }

    /** Sends pings, one behind the other. */
    public void ping(int pings) {
        each(client -> {
            for (int i = 0; i < pings; i++) {
                client.ping();
            }
        });
    }

    /** Makes the next message no JSON: a byte in its middle is replaced. The frame stays in order. */
    public void spoilNextMessage() {
        each(ExchangeClient::spoilNextMessage);
    }

    /** Turns one bit of the next bytes on the wire, below TLS where there is TLS. */
    public void spoilWire() {
        each(ExchangeClient::spoilWire);
    }

    // ---- from now on

    /** Refuses TCP from now on; {@link #accept} ends that. */
    public void refuseConnections() {
        sockets.stopListening();
    }

    /** Accepts TCP again, on the same port. */
    public void accept() {
        sockets.listen();
    }

    /** Leaves new clients waiting in a phase from now on; {@link #acceptUpgrades} ends that. */
    public void hangAt(HandshakePhase phase) {
        run(() -> sockets.faults().hangingAt = phase);
        if (phase == HandshakePhase.CONNECT) {
            sockets.fillBacklog();
        }
    }

    /** Sends new clients so many bytes, TLS's included, and nothing after them, from now on. */
    public void muteAfter(long bytes) {
        run(() -> sockets.faults().bytesUntilMute = bytes);
    }

    /** Answers every upgrade with an HTTP status from now on; {@link #acceptUpgrades} ends that. */
    public void refuseUpgrades(int status, Map<String, String> headers, String body) {
        run(() -> sockets.faults().upgrades = new Refusal(status, Map.copyOf(headers), body));
    }

    /** Answers every upgrade with these bytes from now on, whatever they are; {@link #acceptUpgrades} ends that. */
    public void answerUpgrades(byte[] bytes) {
        run(() -> sockets.faults().upgradeAnswer = bytes.clone());
    }

    /**
     * Sends new clients these bytes as soon as TCP is accepted and nothing else, as a server of another kind does, from
     * now on; {@link #acceptUpgrades} ends that.
     */
    public void greet(byte[] bytes) {
        run(() -> sockets.faults().greeting = bytes.clone());
    }

    /** Shows another certificate of the same authority, with another key, to clients that come from now on. */
    public void renewCertificate() {
        run(sockets::renewCertificate);
    }

    /** Answers upgrades and TLS as usual again. */
    public void acceptUpgrades() {
        final HandshakePhase hanging = call(() -> {
            final HandshakePhase before = sockets.faults().hangingAt;
            sockets.faults().hangingAt = null;
            sockets.faults().upgrades = null;
            sockets.faults().upgradeAnswer = null;
            sockets.faults().greeting = null;
            return before == null ? HandshakePhase.OPEN : before;
        });
        if (hanging == HandshakePhase.CONNECT) {
            sockets.listen();
        }
    }

    /** Answers every other HTTP request with a status from now on; {@link #acceptRequests} ends that. */
    public void refuseRequests(int status, Map<String, String> headers, String body) {
        run(() -> sockets.faults().requests = new Refusal(status, Map.copyOf(headers), body));
    }

    /** Answers HTTP requests as usual again. */
    public void acceptRequests() {
        run(() -> sockets.faults().requests = null);
    }

    /** Sets whether pings are left without a pong from now on. */
    public void dropPongs(boolean dropped) {
        run(() -> sockets.faults().pongsDropped = dropped);
    }

    /** Delays everything that is sent from now on; zero ends that. */
    public void delay(Duration delay) {
        run(() -> sockets.faults().sendDelay = delay);
    }

    /**
     * Sends everything in slices from now on.
     *
     * @param bytes    of each slice, TLS's included; 0 ends that
     * @param interval between slices; zero leaves it to TCP whether they arrive apart
     */
    public void slice(int bytes, Duration interval) {
        run(() -> {
            sockets.faults().sliceBytes = bytes;
            sockets.faults().sliceInterval = interval;
        });
    }

    /**
     * Sends something else for every text message from now on: fields in another order, of another type, another name.
     *
     * @param rewriter called on the exchange's thread; {@link UnaryOperator#identity} ends it
     */
    public void rewrite(UnaryOperator<String> rewriter) {
        run(() -> sockets.faults().rewriter = requireNonNull(rewriter, "rewriter"));
    }

    /** Sends every message in fragments of so many bytes from now on; 0 ends that. */
    public void fragment(int bytes) {
        run(() -> sockets.faults().fragmentBytes = bytes);
    }

    /** Takes back all that holds from now on. What was done to open WebSockets stays done. */
    public void heal() {
        acceptUpgrades();
        acceptRequests();
        dropPongs(false);
        delay(Duration.ZERO);
        slice(0, Duration.ZERO);
        fragment(0);
        run(() -> sockets.faults().rewriter = null);
        muteAfter(-1);
        accept();
    }

    @Override
    public void close() {
        run(venue::stop);
        sockets.close();
    }

    private LoopbackCertificate certificate() {
        final LoopbackCertificate certificate = sockets.certificate();
        if (certificate == null) {
            throw new IllegalStateException("authority: none (expected: an exchange with TLS)");
        }
        return certificate;
    }

    private void each(Consumer<ExchangeClient> action) {
        run(() -> List.copyOf(sockets.clients()).forEach(action));
    }

    private void run(Runnable action) {
        calls.run(action);
    }

    private <T extends @Nullable Object> T call(Callable<T> action) {
        return calls.call(action);
    }
}
