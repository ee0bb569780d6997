package io.holdfast.testkit.simulation;

import io.holdfast.time.Scheduler;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a virtual connection: delivers in order, late, and while its way is blocked not at all. Nothing is
 * lost on it but by its end: as with TCP, what was sent into a partition arrives when the partition heals.
 */
final class Pipe {

    private static final long PART_INTERVAL_NANOS = 500_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final VirtualSite site;
    private final boolean inbound;
    private final Consumer<Packet> receiver;
    private final ArrayDeque<Packet> queue = new ArrayDeque<>();
    private final ArrayDeque<Long> due = new ArrayDeque<>();

    private Scheduler.Timer timer = Scheduler.Timer.NONE;
    private Scheduler.Timer partTimer = Scheduler.Timer.NONE;
    private Runnable onPart = () -> {};
    private long lastDueNanos;
    private long queuedBytes;
    private boolean stalled;
    private boolean broken;

    Pipe(VirtualSite site, boolean inbound, Consumer<Packet> receiver) {
        this.site = site;
        this.inbound = inbound;
        this.receiver = receiver;
        this.lastDueNanos = site.now();
    }

    /** Sets what is told when a part of a message has come, and not yet all of it. */
    void onPart(Runnable action) {
        onPart = action;
    }

    void send(Packet packet) {
        if (broken) {
            return;
        }
        long dueNanos = site.now() + site.delayNanos();
        if (dueNanos - lastDueNanos < 0) {
            dueNanos = lastDueNanos;
        }
        final long bytesPerSecond = inbound ? site.magnitude(FaultKind.DRIP) : 0;
        if (bytesPerSecond > 0) {
            dueNanos += packet.length() * NANOS_PER_SECOND / bytesPerSecond;
        }
        lastDueNanos = dueNanos;
        queue.add(packet);
        due.add(dueNanos);
        queuedBytes += packet.length();
        if (queue.size() == 1) {
            arm();
        }
    }

    /** {@return what was sent last, if it is still under way; null otherwise} */
    @Nullable
    Packet last() {
        return queue.peekLast();
    }

    /** Takes back what was sent last: it was never sent. */
    void takeBackLast() {
        final Packet packet = queue.removeLast();
        due.removeLast();
        queuedBytes -= packet.length();
        if (queue.isEmpty()) {
            timer.cancel();
        }
    }

    /** {@return bytes sent and not yet received} */
    long queuedBytes() {
        return queuedBytes;
    }

    /** The way may be free again, or faster. */
    void resume() {
        if (isBlocked() || queue.isEmpty()) {
            return;
        }
        if (stalled) {
            stalled = false;
            comeBy(site.now() + site.retransmitNanos());
        } else if (inbound && site.magnitude(FaultKind.DRIP) == 0) {
            comeBy(site.now() + site.delayNanos());
        }
    }

    /** What is under way arrives by then at the latest, but for what is stalled, which arrives just then. */
    private void comeBy(long atNanos) {
        final int count = due.size();
        for (int i = 0; i < count; i++) {
            due.add(atNanos);
            due.remove();
        }
        lastDueNanos = atNanos;
        timer.cancel();
        arm();
    }

    /** Ends it: what is under way never arrives. */
    void breakNow() {
        forgetQueue();
        broken = true;
    }

    /** Forgets what is under way, as a reset does; what is sent now comes next. */
    void forgetQueue() {
        timer.cancel();
        partTimer.cancel();
        queue.forEach(site::lost);
        queue.clear();
        due.clear();
        queuedBytes = 0;
        lastDueNanos = site.now();
        stalled = false;
    }

    private void arm() {
        final Long next = due.peek();
        if (next != null) {
            arm(next);
        }
    }

    private void arm(long atNanos) {
        if (queue.isEmpty()) {
            return;
        }
        final long now = site.now();
        timer = site.world().schedule(this::deliver, Math.max(0, atNanos - now));
        if (inbound && site.magnitude(FaultKind.DRIP) > 0 && atNanos - now > PART_INTERVAL_NANOS) {
            partTimer.cancel();
            partTimer = site.world().schedule(this::part, PART_INTERVAL_NANOS);
        }
    }

    private void part() {
        if (!queue.isEmpty() && !isBlocked()) {
            onPart.run();
            partTimer = site.world().schedule(this::part, PART_INTERVAL_NANOS);
        }
    }

    private void deliver() {
        if (isBlocked()) {
            stalled = true;
            return;
        }
        partTimer.cancel();
        final Packet packet = queue.remove();
        due.remove();
        queuedBytes -= packet.length();
        if (!queue.isEmpty()) {
            arm();
        }
        receiver.accept(packet);
    }

    private boolean isBlocked() {
        return inbound ? site.blocksInbound() : site.blocksOutbound();
    }
}
