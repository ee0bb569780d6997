package io.holdfast.resilience;

/**
 * Notices data that comes later and later: a link or a sender whose queue grows, while everything still looks alive.
 *
 * <p>The sender's stamp and the receiver's monotonic clock have nothing in common but their pace, so their difference says
 * nothing by itself; what is above the least difference ever seen is delay. That floor rises by 1 ms a second, so that
 * clocks which drift apart, by more than any real one does, are followed, and a lag that stays for good becomes the
 * measure after some time (3 s after 50 min). A clock that is set forward, on either side, lowers the floor at once or is
 * never seen: the receiver's wall clock is not looked at.
 *
 * <p>Stamps rise, whatever the delay, since nothing overtakes anything: a lag cannot grow faster than time passes. One that
 * is more than a second below an earlier one is no evidence: it was not sent just now (a repetition), or the sender's clock
 * was set back. If on one connection nothing else comes for a second, it was the clock, and the floor is learned anew; so
 * it was if the stamp is more than {@link #RELEARN_NANOS} below. A new connection may be late from its first frame on: there
 * this is decided after {@link #RELEARN_NANOS}, and till then the lag shows when stamps pass the last ones of the old.
 *
 * <p>Lag is said only when at least {@link #TELLING_FRAMES} frames over the policy's persistence were all that late: one
 * that is in time speaks for the connection. Said again to be none below half of what is suspect.
 *
 * <p>Holds no clock; every difference is taken so that a clock may wrap. Not thread-safe; does not allocate.
 */
public final class LagDetector {

    /** Frames that must be late in a row. */
    public static final int TELLING_FRAMES = 3;

    /** No queue is longer than this: 1 min. */
    public static final long RELEARN_NANOS = 60_000_000_000L;

    private static final long DISORDER_NANOS = 1_000_000_000L;
    private static final long CLOCK_SET_NANOS = 1_000_000_000L;
    private static final long NANOS_OF_RISE = 1_000; // 1 ns in so many
    private static final long LEAST_RISE_STEP_NANOS = 1_000_000L;

    private final long suspectNanos;
    private final long convictNanos;
    private final long persistenceNanos;

    private boolean known;
    private long floorNanos; // received less stamp, at the least
    private long floorAtNanos;
    private boolean ordered; // whether any frame has been seen
    private long newestStampNanos;
    private boolean orderedHere; // likewise on this connection, none of the past
    private final Streak outdated = new Streak();
    private final Streak late = new Streak();
    private final Streak veryLate = new Streak();
    private Suspicion suspicion = Suspicion.NONE;
    private long lagNanos;

    /** Makes a detector that has learned nothing. */
    public LagDetector(LagPolicy policy) {
        suspectNanos =
                policy.suspect().isZero() ? Long.MAX_VALUE : policy.suspect().toNanos();
        convictNanos =
                policy.convict().isZero() ? Long.MAX_VALUE : policy.convict().toNanos();
        persistenceNanos = policy.persistence().toNanos();
    }

    /** A new connection. What was learned is kept, and so is a suspicion, until the first frame that is evidence. */
    public void connectionOpened() {
        suspicion = suspicion == Suspicion.NONE ? Suspicion.NONE : Suspicion.SUSPECT;
        orderedHere = false;
        outdated.end();
        late.end();
        veryLate.end();
    }

    /** The receiver stood still: what has piled up meanwhile is nobody's fault. */
    public void excuse() {
        late.end();
        veryLate.end();
    }

    /**
     * A frame of data came.
     *
     * @param stampNanos sender's clock, nanoseconds since any origin
     * @param receivedNanos receiver's monotonic clock, any origin
     * @return what is to be thought of the connection now
     */
    public Suspicion onData(long stampNanos, long receivedNanos) {
        if (isOutdated(stampNanos, receivedNanos)) {
            return suspicion;
        }
        final long lag = lag(receivedNanos - stampNanos, receivedNanos);
        lagNanos = lag;
        final boolean isLate = late.goesOn(lag >= suspectNanos, receivedNanos, persistenceNanos);
        final boolean isVeryLate = veryLate.goesOn(lag >= convictNanos, receivedNanos, persistenceNanos);
        if (isVeryLate) {
            suspicion = Suspicion.CONVICT;
        } else if (isLate || suspicion != Suspicion.NONE && lag >= suspectNanos / 2) {
            suspicion = Suspicion.SUSPECT;
        } else {
            suspicion = Suspicion.NONE;
        }
        return suspicion;
    }

    /**
     * A frame came that may tell of the past, such as the first of a subscription: it can speak for the connection, never
     * against it. As {@link #onData} otherwise.
     */
    public Suspicion onPast(long stampNanos, long receivedNanos) {
        final boolean comesInTime = known
                && ordered
                && stampNanos - newestStampNanos >= -DISORDER_NANOS
                && receivedNanos - stampNanos - floorNanos < suspectNanos / 2;
        return comesInTime ? onData(stampNanos, receivedNanos) : suspicion;
    }

    /** {@return what is thought of the connection} */
    public Suspicion suspicion() {
        return suspicion;
    }

    /** {@return delay of the last frame that was evidence, above the least that was seen, in nanoseconds} */
    public long lagNanos() {
        return lagNanos;
    }

    private boolean isOutdated(long stampNanos, long receivedNanos) {
        final long risenNanos = ordered ? stampNanos - newestStampNanos : 0;
        if (risenNanos < -DISORDER_NANOS) {
            final boolean cannotBeQueued = orderedHere || risenNanos < -RELEARN_NANOS;
            if (!outdated.goesOn(true, receivedNanos, cannotBeQueued ? CLOCK_SET_NANOS : RELEARN_NANOS)) {
                return true;
            }
            known = false;
        }
        if (!ordered || !known || risenNanos > 0) {
            newestStampNanos = stampNanos;
        }
        ordered = true;
        orderedHere = true;
        outdated.end();
        return false;
    }

    private long lag(long differenceNanos, long receivedNanos) {
        if (!known || differenceNanos - floorNanos < 0) {
            known = true;
            floorNanos = differenceNanos;
            floorAtNanos = receivedNanos;
            return 0;
        }
        final long elapsed = receivedNanos - floorAtNanos;
        if (elapsed >= LEAST_RISE_STEP_NANOS) {
            floorNanos = floorNanos + Math.min(elapsed / NANOS_OF_RISE, differenceNanos - floorNanos);
            floorAtNanos = receivedNanos;
        }
        return differenceNanos - floorNanos;
    }

    /** Frames in a row that were all late. */
    private static final class Streak {

        private int frames;
        private long sinceNanos;

        /** {@return whether it has gone on for long enough, with this frame} */
        boolean goesOn(boolean isLate, long receivedNanos, long persistenceNanos) {
            if (!isLate) {
                frames = 0;
                return false;
            }
            if (frames == 0) {
                sinceNanos = receivedNanos;
            }
            frames = Math.min(frames + 1, TELLING_FRAMES);
            return frames == TELLING_FRAMES && receivedNanos - sinceNanos >= persistenceNanos;
        }

        void end() {
            frames = 0;
        }
    }
}
