package io.holdfast.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Suspects the network of this machine when most exchanges fail within a short time and none is reached since: then
 * one attempt is made at a time, by whoever asks first, and the others wait. The first answer from anyone ends it.
 *
 * <p>Shared by the feeds of a process, each with a {@link Member} of its own. Any thread; a lock is held for a few
 * steps.
 */
public final class LocalNetworkGuard {

    /** Failures no farther apart than this count as at once. */
    public static final Duration WINDOW = Duration.ofSeconds(10);
    /** While our network is suspected, one attempt is made in this time. */
    public static final Duration PROBE_INTERVAL = Duration.ofSeconds(2);

    private final List<Member> members = new ArrayList<>(); // guarded by this, as is all of their state
    private boolean suspected;
    private boolean probed;
    private long probedAtNanos;

    /** Makes a guard without members. */
    public LocalNetworkGuard() {}

    /** {@return a part for one more exchange} */
    Member join() {
        final Member member = new Member();
        synchronized (this) {
            members.add(member);
        }
        return member;
    }

    /** {@return whether our own network is suspected} */
    public synchronized boolean isSuspected() {
        return suspected;
    }

    private void judge(long now) {
        int failing = 0;
        for (final Member member : members) {
            if (member.failing && now - member.failedAtNanos < WINDOW.toNanos()) {
                failing++;
            }
        }
        if (!suspected && failing >= 2 && 2 * failing > members.size()) {
            suspected = true;
            probed = false;
        }
    }

    /** One exchange's part in it. */
    final class Member {

        private boolean failing;
        private long failedAtNanos;

        /** {@return nanoseconds until an attempt may be made; 0 for now} */
        long nanosUntilAllowed(long now) {
            synchronized (LocalNetworkGuard.this) {
                if (!suspected || !probed) {
                    return 0;
                }
                return Math.max(0, probedAtNanos + PROBE_INTERVAL.toNanos() - now);
            }
        }

        /** An attempt is being made. */
        void attempted(long now) {
            synchronized (LocalNetworkGuard.this) {
                if (suspected) {
                    probed = true;
                    probedAtNanos = now;
                }
            }
        }

        /** No answer came, in a way that may be our own network's fault. */
        void failed(long now) {
            synchronized (LocalNetworkGuard.this) {
                failing = true;
                failedAtNanos = now;
                judge(now);
            }
        }

        /** The exchange was reached. */
        void succeeded() {
            synchronized (LocalNetworkGuard.this) {
                failing = false;
                suspected = false;
            }
        }

        boolean isSuspected() {
            return LocalNetworkGuard.this.isSuspected();
        }

        void leave() {
            synchronized (LocalNetworkGuard.this) {
                members.remove(this);
                if (members.size() < 2) {
                    suspected = false;
                }
            }
        }
    }
}
