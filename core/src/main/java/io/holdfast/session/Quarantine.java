package io.holdfast.session;

import io.holdfast.time.Scheduler;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Keeps refused subscriptions from being asked for again too soon, each by itself and across connections: the wait
 * doubles with each refusal and begins anew once it was active. Confined to the session's thread.
 */
final class Quarantine {

    static final Duration FIRST = Duration.ofSeconds(30);
    static final Duration LONGEST = Duration.ofHours(1);

    private static final int DOUBLINGS = 7; // 30 s, 1 min, 2 min … 1 h

    private final Scheduler scheduler;
    private final Consumer<Slot> released;

    /**
     * Makes one that holds nobody.
     *
     * @param released is given each subscription that may be asked for again
     */
    Quarantine(Scheduler scheduler, Consumer<Slot> released) {
        this.scheduler = scheduler;
        this.released = released;
    }

    /**
     * Keeps one from being asked for.
     *
     * @param permanent whether asking again is said to be pointless: it is done rarely, then, since lists change
     */
    void take(Slot slot, boolean permanent) {
        final long nanos = permanent
                ? LONGEST.toNanos()
                : Math.min(LONGEST.toNanos(), FIRST.toNanos() << Math.min(slot.rejections, DOUBLINGS));
        slot.rejections++;
        slot.quarantined = true;
        slot.quarantineTimer.cancel();
        slot.quarantineTimer = scheduler.schedule(
                () -> {
                    slot.quarantined = false;
                    released.accept(slot);
                },
                nanos);
    }

    /** It is not wanted any more, or nothing is. */
    void forget(Slot slot) {
        slot.quarantineTimer.cancel();
        slot.quarantined = false;
    }
}
