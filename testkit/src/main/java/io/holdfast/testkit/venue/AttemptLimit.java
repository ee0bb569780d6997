package io.holdfast.testkit.venue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How often an address may connect; who does so more often is turned away for a while. Holds no clock. Not thread-safe.
 */
public final class AttemptLimit {

    private final int most;
    private final Duration window;
    private final long banNanos;
    private final Map<String, Address> addresses = new HashMap<>();

    /**
     * Makes a limit.
     *
     * @param ban for how long an address is turned away that passed the limit
     */
    public AttemptLimit(int most, Duration window, Duration ban) {
        this.most = most;
        this.window = window;
        this.banNanos = ban.toNanos();
    }

    /** Counts an attempt. {@return nanoseconds for which the address is still turned away; 0 if it may come in} */
    public long attempt(String from, long nowNanos) {
        final Address address = addresses.computeIfAbsent(from, key -> new Address(most, window));
        final boolean kept = address.attempts.count(1, nowNanos);
        if (address.banned && address.bannedUntilNanos - nowNanos <= 0) {
            address.banned = false;
        }
        if (!address.banned && !kept) {
            address.banned = true;
            address.bannedUntilNanos = nowNanos + banNanos;
        }
        return address.banned ? address.bannedUntilNanos - nowNanos : 0;
    }

    /** Turns an address away from now on. */
    public void ban(String from, long nowNanos) {
        final Address address = addresses.computeIfAbsent(from, key -> new Address(most, window));
        address.banned = true;
        address.bannedUntilNanos = nowNanos + banNanos;
    }

    private static final class Address {

        private final SlidingLimit attempts;
        private boolean banned;
        private long bannedUntilNanos;

        Address(int most, Duration window) {
            attempts = new SlidingLimit(most, window);
        }
    }
}
