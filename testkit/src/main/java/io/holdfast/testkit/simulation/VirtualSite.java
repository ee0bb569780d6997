package io.holdfast.testkit.simulation;

import io.holdfast.market.Subscription;
import io.holdfast.testkit.venue.Venue;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One exchange as the network knows it: what listens there, the connections to it, and the faults on the way.
 *
 * <p>Confined to the simulation's thread.
 */
public final class VirtualSite {

    private static final long BASE_DELAY_NANOS = 4_000_000L;
    private static final long BASE_JITTER_NANOS = 2_000_000L;
    private static final long RETRANSMIT_NANOS = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final VirtualNetwork network;
    private final String name;
    private final Venue venue;
    private final SplittableRandom random;
    private final Map<FaultKind, List<Long>> active = new EnumMap<>(FaultKind.class);
    private final List<VirtualWire> wires = new ArrayList<>();
    private final List<Runnable> stalled = new ArrayList<>();
    private final SiteCounters counters = new SiteCounters();

    private RateWindow attempts = new RateWindow();
    private Runnable onAttempt = () -> {};
    private @Nullable UnaryOperator<byte[]> reshaping;
    private long baseDelayNanos = BASE_DELAY_NANOS;
    private long baseJitterNanos = BASE_JITTER_NANOS;
    private long lastStruckNanos;
    private boolean everFaulty;
    private boolean everDripped;
    private long dripEndedNanos;
    private int toGarble;

    VirtualSite(VirtualNetwork network, String name, Venue venue, SplittableRandom random) {
        this.network = network;
        this.name = name;
        this.venue = venue;
        this.random = random;
    }

    /** {@return its name in reports} */
    public String name() {
        return name;
    }

    /** {@return what was counted} */
    public SiteCounters counters() {
        return counters;
    }

    /** Sets the delay of every packet: so much, and up to so much more. */
    public void delay(Duration least, Duration jitter) {
        baseDelayNanos = least.toNanos();
        baseJitterNanos = jitter.toNanos();
    }

    /**
     * Sets what becomes of each text message that the exchange sends from now on.
     *
     * @param next is given a copy of the message and returns what is sent in its place
     */
    public void reshape(UnaryOperator<byte[]> next) {
        reshaping = next;
    }

    /** Sends a text message on every open connection, whatever it says. */
    public void tellEveryClient(byte[] text) {
        forEachWire(wire -> wire.send(Packet.message(Packet.Kind.TEXT, text, 0, text.length)));
    }

    Packet text(byte[] buffer, int offset, int length) {
        final Packet packet = Packet.message(Packet.Kind.TEXT, buffer, offset, length);
        if (reshaping != null) {
            packet.payload = reshaping.apply(packet.payload);
        }
        return packet;
    }

    /** Sets what is told of every attempt to connect. */
    void onAttempt(Runnable action) {
        onAttempt = action;
    }

    /** Sets within which window attempts are counted, and begins to count; one second unless set. */
    public void attemptWindow(Duration window) {
        attempts = new RateWindow(window.toNanos());
        counters.mostAttemptsInWindow = 0;
    }

    /**
     * Begins a lasting fault, or lets an instant one happen.
     *
     * @param magnitude as {@link FaultKind} says
     * @throws IllegalArgumentException if the fault is none of the network or the exchange
     */
    public void begin(FaultKind kind, long magnitude) {
        struck(kind);
        if (kind.isLasting()) {
            active.computeIfAbsent(kind, k -> new ArrayList<>()).add(magnitude);
            return;
        }
        switch (kind) {
            case FIN -> forEachWire(VirtualWire::drop);
            case RST -> forEachWire(VirtualWire::reset);
            case RST_IN_FRAME -> forEachWire(VirtualWire::resetInFrame);
            case CLOSE_FRAME -> forEachWire(wire -> wire.close((int) magnitude, "simulated"));
            case CLOSE_FRAME_HALF -> forEachWire(wire -> wire.send(Packet.numbered(Packet.Kind.CLOSE, magnitude, "")));
            case HALF_OPEN -> forEachWire(wire -> wire.forget(false));
            case HALF_OPEN_RST -> forEachWire(wire -> wire.forget(true));
            case BAD_FRAME -> forEachWire(wire -> wire.send(Packet.of(Packet.Kind.BAD_FRAME)));
            case BAD_TEXT -> forEachWire(wire -> wire.send(Packet.of(Packet.Kind.BAD_TEXT)));
            case OVERSIZED -> forEachWire(wire -> wire.send(Packet.of(Packet.Kind.OVERSIZED)));
            case WRITE_FAILS -> forEachWire(wire -> wire.client().failNextWrite());
            case GARBLE_MESSAGES -> toGarble += (int) magnitude;
            default -> throw new IllegalArgumentException("kind: " + kind + " (expected: one of network or exchange)");
        }
    }

    /** Ends one lasting fault of a kind. */
    public void end(FaultKind kind) {
        final List<Long> magnitudes = active.get(kind);
        if (magnitudes != null && !magnitudes.isEmpty()) {
            magnitudes.remove(0);
            struck(kind);
            if (kind == FaultKind.DRIP) {
                everDripped = true;
                dripEndedNanos = now();
            }
            List.copyOf(wires).forEach(VirtualWire::resume);
            if (!isUnreachable()) {
                final List<Runnable> going = List.copyOf(stalled);
                stalled.clear();
                going.forEach(step -> network.world().schedule(step, retransmitNanos()));
            }
        }
    }

    /** Notes that a fault begins, happens or ends now, wherever it is: what follows may be its doing. */
    public void struck(FaultKind kind) {
        if (!kind.isHarmless()) {
            everFaulty = true;
            lastStruckNanos = now();
        }
    }

    /** {@return connections that both ends take for open} */
    public int connections() {
        return (int) wires.stream().filter(VirtualWire::isWhole).count();
    }

    /** {@return connections that clients hold, whatever the server thinks of them} */
    int heldConnections() {
        return (int) wires.stream().filter(wire -> !wire.client().isEnded()).count();
    }

    /** Does something with every open connection, as the server. */
    void forEachWire(Consumer<VirtualWire> action) {
        List.copyOf(wires).forEach(action);
    }

    // ---- for those on the way

    VirtualScheduler world() {
        return network.world();
    }

    Venue venue() {
        return venue;
    }

    VirtualNetwork network() {
        return network;
    }

    long now() {
        return network.world().nanos();
    }

    boolean has(FaultKind kind) {
        final List<Long> magnitudes = active.get(kind);
        return magnitudes != null && !magnitudes.isEmpty();
    }

    /** {@return the magnitude of a lasting fault that is on; 0 if it is not} */
    long magnitude(FaultKind kind) {
        final List<Long> magnitudes = active.get(kind);
        return magnitudes == null || magnitudes.isEmpty() ? 0 : magnitudes.get(magnitudes.size() - 1);
    }

    boolean blocksInbound() {
        return has(FaultKind.PARTITION) || has(FaultKind.PARTITION_IN) || has(FaultKind.NETWORK_DOWN);
    }

    boolean blocksOutbound() {
        return has(FaultKind.PARTITION) || has(FaultKind.PARTITION_OUT) || has(FaultKind.NETWORK_DOWN);
    }

    /** {@return whether nothing can be asked and answered} */
    boolean isUnreachable() {
        return blocksInbound() || blocksOutbound();
    }

    /** {@return how long a packet takes, one way} */
    long delayNanos() {
        return baseDelayNanos
                + random.nextLong(baseJitterNanos + 1)
                + magnitude(FaultKind.LATENCY) * NANOS_PER_MILLI
                + random.nextLong(magnitude(FaultKind.JITTER) * NANOS_PER_MILLI + 1);
    }

    /** {@return how long after a partition TCP tries again} */
    long retransmitNanos() {
        return random.nextLong(RETRANSMIT_NANOS);
    }

    /** Runs a step of a handshake once one question and answer have gone to and fro; never, while nothing passes. */
    void afterRoundTrip(Runnable step) {
        network.world().schedule(() -> passed(step), delayNanos() + delayNanos());
    }

    private void passed(Runnable step) {
        if (isUnreachable()) {
            stalled.add(() -> passed(step));
        } else {
            step.run();
        }
    }

    void attempted() {
        counters.attempt(attempts.add(now()));
        onAttempt.run();
    }

    void opened(VirtualWire wire) {
        wires.add(wire);
        counters.opened++;
    }

    void dropAfterOpening(VirtualWire wire) {
        if (has(FaultKind.ACCEPT_THEN_DROP)) {
            network.world().schedule(wire::drop, magnitude(FaultKind.ACCEPT_THEN_DROP) * NANOS_PER_MILLI);
        }
    }

    void closed(VirtualWire wire) {
        wires.remove(wire);
    }

    /** A packet is under way no more and was not received. */
    void lost(Packet packet) {
        if (packet.sent != null) {
            counters.dataLost++;
        }
    }

    /** {@return nanoseconds since anything but harmless faults was on; very many if nothing ever was} */
    long calmNanos() {
        if (!everFaulty) {
            return Long.MAX_VALUE;
        }
        for (final Map.Entry<FaultKind, List<Long>> each : active.entrySet()) {
            if (!each.getValue().isEmpty() && !each.getKey().isHarmless()) {
                return 0;
            }
        }
        return now() - lastStruckNanos;
    }

    /** {@return when the latest fault that is not harmless began, happened or ended} */
    long lastStruckNanos() {
        return lastStruckNanos;
    }

    /** {@return whether the link is, or within this time was, so slow that data queues up} */
    boolean dripped(Duration within) {
        return has(FaultKind.DRIP) || everDripped && now() - dripEndedNanos < within.toNanos();
    }

    /** Gives the open connections nothing more of one subscription. */
    void stall(Subscription subscription) {
        wires.forEach(wire -> wire.stall(subscription));
    }

    /** {@return whether the next data message that arrives is to be cut off, and it is its turn now} */
    boolean garblesNext() {
        if (toGarble == 0) {
            return false;
        }
        toGarble--;
        return true;
    }
}
