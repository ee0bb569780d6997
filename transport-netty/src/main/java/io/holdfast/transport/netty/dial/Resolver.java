package io.holdfast.transport.netty.dial;

import io.holdfast.time.MonotonicClock;
import io.holdfast.time.Scheduler;
import io.holdfast.time.SystemClock;
import io.holdfast.transport.DisconnectCause;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks host names up on threads of its own, and remembers what it found.
 *
 * <p>A look-up blocks one of the resolver's threads, never an I/O thread. Look-ups of one host share a thread, so a
 * host whose name server hangs holds one thread, and others are not delayed unless as many hosts hang as there are
 * threads. An answer is used without asking again while it is fresh; after that, it is kept in reserve, for when the
 * name server fails: TLS makes sure that whoever has the address now is still the host.
 *
 * <p>Thread-safe; a callback comes on its scheduler's thread.
 */
public final class Resolver implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);
    private static final int MOST_HOSTS = 1_024;

    private final Lookup lookup;
    private final long freshNanos;
    private final long reserveNanos;
    private final MonotonicClock clock = new SystemClock();
    private final Map<String, KnownHost> known = new HashMap<>(); // guarded by this
    private final Map<String, Job> running = new HashMap<>(); // guarded by this
    private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong lookups = new AtomicLong();
    private final AtomicLong reserveUses = new AtomicLong();

    /** The system's resolver, or another one. Blocks. */
    public interface Lookup {

        /** {@return all addresses of a host, at least one} */
        InetAddress[] lookup(String host) throws UnknownHostException;
    }

    /** Who waits for addresses. Called once, on the scheduler's thread. */
    public interface Callback {

        /** At least one address; the array belongs to the callee. */
        void onAddresses(InetAddress[] addresses);

        /** No address: unknown, or no answer in time. */
        void onUnresolved(DisconnectCause cause, String detail);
    }

    /**
     * Makes a resolver and starts its threads.
     *
     * @param fresh   how long an answer is used without asking again
     * @param reserve how long an answer may stand in for one that cannot be had; at least {@code fresh}
     */
    public Resolver(Lookup lookup, Duration fresh, Duration reserve, int threadCount) {
        this.lookup = lookup;
        this.freshNanos = fresh.toNanos();
        this.reserveNanos = reserve.toNanos();
        for (int i = 1; i <= threadCount; i++) {
            final Thread thread = new Thread(this::work, "holdfast-resolver-" + i);
            thread.setDaemon(true); // the system's look-up cannot be interrupted; it must not keep the JVM alive
            threads.add(thread);
            thread.start();
        }
    }

    /**
     * Finds a host's addresses. Calls back at once, before it returns, where they are known and fresh.
     *
     * @param scheduler on whose thread this is called, and where the answer is wanted
     */
    public void resolve(String host, long timeoutNanos, Scheduler scheduler, Callback callback) {
        final String key = host.toLowerCase(Locale.ROOT);
        final InetAddress[] fresh = recallFresh(key);
        if (fresh != null) {
            callback.onAddresses(fresh);
            return;
        }
        final Waiter waiter = new Waiter(scheduler, callback);
        waiter.deadline = scheduler.schedule(() -> onDeadline(key, waiter), timeoutNanos);
        ask(key, waiter);
    }

    /** Notes that an address was of use: it will be the first to be tried. Any thread, as the other two. */
    public synchronized void prefer(String host, InetAddress address) {
        final KnownHost entry = known.get(host.toLowerCase(Locale.ROOT));
        if (entry != null) {
            entry.preferred = address;
            entry.avoided = address.equals(entry.avoided) ? null : entry.avoided;
        }
    }

    /** Notes that an address answered but led to nothing: it will be the last to be tried. */
    public synchronized void avoid(String host, InetAddress address) {
        final KnownHost entry = known.get(host.toLowerCase(Locale.ROOT));
        if (entry != null) {
            entry.avoided = address;
            entry.preferred = address.equals(entry.preferred) ? null : entry.preferred;
        }
    }

    /** Notes that none of a host's addresses was of use: the next attempt asks again. */
    public synchronized void doubt(String host) {
        final KnownHost entry = known.get(host.toLowerCase(Locale.ROOT));
        if (entry != null) {
            entry.doubted = true;
        }
    }

    /** {@return look-ups asked of the system so far} */
    public long lookups() {
        return lookups.get();
    }

    /** {@return how often an old answer stood in for one that could not be had} */
    public long reserveUses() {
        return reserveUses.get();
    }

    /** Ends the threads that are not stuck in a look-up, and lets the others end when it returns. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    /** Waits for the threads to end. */
    public void awaitClosed(long timeoutNanos) throws InterruptedException {
        final long deadlineNanos = clock.nanos() + timeoutNanos;
        for (final Thread thread : threads) {
            final long millis = (deadlineNanos - clock.nanos()) / 1_000_000;
            thread.join(Math.max(1, millis));
        }
    }

    private synchronized void ask(String key, Waiter waiter) {
        Job job = running.get(key);
        if (job == null) {
            job = new Job(key);
            running.put(key, job);
            queue.add(job);
        }
        job.waiters.add(waiter);
    }

    private void onDeadline(String key, Waiter waiter) {
        if (!waiter.take()) {
            return;
        }
        final InetAddress[] reserve = recall(key, reserveNanos);
        if (reserve != null) {
            reserveUses.incrementAndGet();
            waiter.callback.onAddresses(reserve);
        } else {
            waiter.callback.onUnresolved(DisconnectCause.RESOLVE_TIMEOUT, key + ": no answer in time");
        }
    }

    private synchronized InetAddress @Nullable [] recallFresh(String key) {
        final KnownHost entry = known.get(key);
        return entry == null || entry.doubted ? null : recall(key, freshNanos);
    }

    private synchronized InetAddress @Nullable [] recall(String key, long maxAgeNanos) {
        final KnownHost entry = known.get(key);
        return entry == null || clock.nanos() - entry.atNanos > maxAgeNanos ? null : entry.inOrder();
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                run(queue.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void run(Job job) {
        InetAddress[] found = null;
        String problem = "no addresses";
        try {
            lookups.incrementAndGet();
            found = lookup.lookup(job.key);
        } catch (UnknownHostException e) {
            problem = String.valueOf(e.getMessage());
        } catch (RuntimeException e) {
            LOG.warn("the resolver failed for {}", job.key, e);
            problem = e.toString();
        }
        final boolean isFound = found != null && found.length > 0;
        final List<Waiter> waiters = finish(job, isFound ? found : null);
        final InetAddress[] answer = recall(job.key, reserveNanos);
        for (final Waiter waiter : waiters) {
            deliver(waiter, answer, isFound, problem);
        }
    }

    private synchronized List<Waiter> finish(Job job, InetAddress @Nullable [] found) {
        if (found != null) {
            if (known.size() >= MOST_HOSTS) {
                known.clear(); // hosts come from configuration: so many are a mistake, and forgetting is harmless
            }
            final KnownHost before = known.get(job.key);
            known.put(job.key, new KnownHost(found.clone(), clock.nanos(), before));
        }
        running.remove(job.key);
        return job.waiters;
    }

    private void deliver(Waiter waiter, InetAddress @Nullable [] answer, boolean isFound, String problem) {
        try {
            waiter.scheduler.execute(() -> {
                if (!waiter.take()) {
                    return;
                }
                if (answer == null) {
                    waiter.callback.onUnresolved(DisconnectCause.HOST_UNKNOWN, Untrusted.clean(problem));
                } else {
                    if (!isFound) {
                        reserveUses.incrementAndGet();
                    }
                    waiter.callback.onAddresses(answer.clone());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("nobody waits for {} any more: the transport has been closed", problem);
        }
    }

    /** One look-up under way. */
    private static final class Job {
        private final String key;
        private final List<Waiter> waiters = new ArrayList<>(1);

        private Job(String key) {
            this.key = key;
        }
    }

    /** Who waits for it. Confined to the thread of its scheduler. */
    private static final class Waiter {
        private final Scheduler scheduler;
        private final Callback callback;
        private Scheduler.Timer deadline = Scheduler.Timer.NONE;
        private boolean taken;

        private Waiter(Scheduler scheduler, Callback callback) {
            this.scheduler = scheduler;
            this.callback = callback;
        }

        private boolean take() {
            final boolean first = !taken;
            taken = true;
            deadline.cancel();
            return first;
        }
    }

    /** What is known of one host. Guarded by the resolver. */
    private static final class KnownHost {
        private final InetAddress[] addresses;
        private final long atNanos;
        private boolean doubted;
        private @Nullable InetAddress preferred;
        private @Nullable InetAddress avoided;

        private KnownHost(InetAddress[] addresses, long atNanos, @Nullable KnownHost before) {
            this.addresses = addresses;
            this.atNanos = atNanos;
            this.preferred = before == null ? null : before.preferred;
            this.avoided = before == null ? null : before.avoided;
        }

        private InetAddress[] inOrder() {
            final InetAddress[] ordered = addresses.clone();
            Arrays.sort(ordered, Comparator.comparingInt(this::rank)); // stable: the answer's order, within a rank
            return ordered;
        }

        private int rank(InetAddress address) {
            return address.equals(preferred) ? -1 : address.equals(avoided) ? 1 : 0;
        }
    }
}
