package io.holdfast.session;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.feed.Directory;
import io.holdfast.feed.MarketPublisher;
import io.holdfast.market.Subscription;
import io.holdfast.resilience.CircuitBreaker;
import io.holdfast.time.Scheduler;
import io.holdfast.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that is taken from one exchange: as many sessions as its limits demand, on one thread, with one list of
 * instruments and the budgets that the exchange counts by address.
 *
 * <p>Subscriptions go into the first session that has room; where none has, a new one is opened; a session that has
 * been empty for {@link #LINGER} is ended. The subscription that goes is ended before the one that comes is asked for,
 * and epochs keep rising whichever session carries a subscription.
 *
 * <p>All methods may be called from any thread.
 */
public final class ExchangeFeed {

    /** How long a session without subscriptions is kept open for new ones. */
    public static final Duration LINGER = Duration.ofSeconds(10);

    private static final long STOP_LIMIT_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(ExchangeFeed.class);

    private final FeedSettings settings;
    private final RandomGenerator.SplittableGenerator random;
    private final Commons commons;
    /** Written on the feed's thread alone; copied on write for whoever asks how it stands. */
    private final List<Shard> shards = new CopyOnWriteArrayList<>();

    private final Map<Subscription, Shard> placed = new LinkedHashMap<>();
    private final CountDownLatch stoppedLatch = new CountDownLatch(1);
    private boolean started;
    private volatile boolean stopped; // written by the feed's thread alone
    private int shardsMade;

    /** Makes a feed that is the only one of its process; as the other constructor does. */
    public ExchangeFeed(
            FeedSettings settings,
            Transport transport,
            Scheduler scheduler,
            MarketPublisher publisher,
            Directory directory,
            RandomGenerator.SplittableGenerator random,
            SessionListener listener) {
        this(
                settings,
                transport,
                scheduler,
                publisher,
                directory,
                random,
                new LocalNetworkGuard(),
                new AddressBudgets(),
                listener);
    }

    /**
     * Makes a feed; {@link #start} begins its work. Blocks while it reads what is kept on disk.
     *
     * @param scheduler one of the transport's: the feed's thread
     * @param publisher used on the scheduler's thread
     * @param random    source of jitter; split for each session
     * @param guard     shared by all feeds of the process
     * @param budgets   likewise
     * @param listener  is told of all sessions, on the scheduler's thread
     */
    public ExchangeFeed(
            FeedSettings settings,
            Transport transport,
            Scheduler scheduler,
            MarketPublisher publisher,
            Directory directory,
            RandomGenerator.SplittableGenerator random,
            LocalNetworkGuard guard,
            AddressBudgets budgets,
            SessionListener listener) {
        this.settings = requireNonNull(settings, "settings");
        this.random = requireNonNull(random, "random");
        final ExchangeProfile profile = settings.profile();
        this.commons = new Commons(
                settings.adapter(),
                profile,
                transport,
                scheduler,
                publisher,
                directory,
                listener,
                budgets.of(settings.adapter().id(), profile, scheduler),
                settings.breaker(),
                random.nextLong(),
                guard,
                settings.staleness(),
                settings.lag(),
                settings.catalogDirectory() == null
                        ? null
                        : new CatalogFile(
                                settings.catalogDirectory(), settings.adapter().id(), profile.name()));
    }

    /** {@return the exchange's id} */
    public String exchange() {
        return settings.adapter().id();
    }

    /** {@return the exchange's circuit breaker} For whoever wants to know more, or to force it. */
    public CircuitBreaker breaker() {
        return commons.breaker;
    }

    /** Begins to connect. Harmless when repeated. */
    public void start() {
        commons.scheduler.execute(() -> {
            if (!started && !stopped) {
                started = true;
                shards.forEach(shard -> shard.session.start());
            }
        });
    }

    /** Ends everything, in order: epochs first, then the connections. Nothing happens afterwards. */
    public void stop() {
        commons.scheduler.execute(() -> {
            if (!stopped) {
                stopped = true;
                shards.forEach(shard -> {
                    shard.linger.cancel();
                    shard.session.stopNow();
                });
                commons.close();
                stoppedLatch.countDown();
            }
        });
    }

    /** Waits until {@link #stop} has taken effect, two seconds at most. Not on the feed's thread. */
    public void awaitStopped() {
        try {
            if (!stoppedLatch.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("feed {}: not stopped within {} s", exchange(), STOP_LIMIT_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Wants a subscription; harmless if it is wanted already. */
    public void subscribe(Subscription subscription) {
        subscribe(List.of(subscription));
    }

    /** Wants several subscriptions at once; each is harmless if it is wanted already. */
    public void subscribe(Collection<Subscription> subscriptions) {
        final List<Subscription> wanted = List.copyOf(subscriptions);
        commons.scheduler.execute(() -> wanted.forEach(this::place));
    }

    /** Wants a subscription no more; harmless if it was not wanted. */
    public void unsubscribe(Subscription subscription) {
        requireNonNull(subscription, "subscription");
        commons.scheduler.execute(() -> remove(subscription));
    }

    /** {@return monotonic time at which anything was last received on the session that is silent for longest} Feed's thread. */
    public long heardNanos() {
        final long now = commons.scheduler.nanos();
        long longest = 0;
        for (final Shard shard : shards) {
            longest = Math.max(longest, now - shard.session.heardNanos());
        }
        return now - longest;
    }

    /** Takes the sessions' pictures anew, on the feed's thread: they are else as old as the last timer of their connection. */
    public void refreshStatus() {
        commons.scheduler.execute(() -> shards.forEach(shard -> shard.session.refreshStatus()));
    }

    /** {@return how it stands} */
    public ExchangeFeedStatus status() {
        final List<SessionStatus> sessions = new ArrayList<>();
        SessionState worst = SessionState.IDLE;
        for (final Shard shard : shards) {
            final SessionStatus status = shard.session.status();
            sessions.add(status);
            worst = sessions.size() == 1 ? status.state() : worse(worst, status.state());
        }
        return new ExchangeFeedStatus(
                exchange(),
                stopped ? SessionState.STOPPED : worst,
                commons.catalog.size(),
                commons.breaker.state(),
                commons.budgets.attempts().available(commons.scheduler.nanos()),
                sessions);
    }

    /** {@return the sessions, in the order in which they were opened} */
    List<Session> sessions() {
        return shards.stream().map(shard -> shard.session).toList();
    }

    private void place(Subscription subscription) {
        if (stopped || placed.containsKey(subscription)) {
            return;
        }
        final Shard shard = shardWithRoom();
        placed.put(subscription, shard);
        shard.carried++;
        shard.linger.cancel();
        shard.session.add(subscription);
    }

    private Shard shardWithRoom() {
        for (final Shard shard : shards) {
            if (shard.carried < settings.profile().maxSubscriptionsPerConnection()) {
                return shard;
            }
        }
        final Session session = new Session(settings.session(exchange() + "-" + ++shardsMade), commons, random.split());
        final Shard shard = new Shard(session);
        shards.add(shard);
        if (started) {
            session.start();
        }
        return shard;
    }

    private void remove(Subscription subscription) {
        final Shard shard = placed.remove(subscription);
        if (shard == null || stopped) {
            return;
        }
        shard.session.remove(subscription);
        if (--shard.carried == 0) {
            shard.linger = commons.scheduler.schedule(() -> end(shard), LINGER.toNanos());
        }
    }

    private void end(Shard shard) {
        if (shard.carried == 0 && !stopped) {
            shards.remove(shard);
            shard.session.stopNow();
        }
    }

    /** {@return of two states the one that is farther from live} */
    private static SessionState worse(SessionState one, SessionState other) {
        return distance(one) >= distance(other) ? one : other;
    }

    private static int distance(SessionState state) {
        return switch (state) {
            case LIVE -> 0;
            case RESTORING -> 1;
            case CONNECTING -> 2;
            case WAITING -> 3;
            case IDLE -> 4;
            case SUSPENDED -> 5;
            case STOPPED -> 6;
            case FAILED -> 7;
        };
    }

    /** One session and how much of its room is taken. */
    private static final class Shard {

        private final Session session;
        private int carried;
        private Scheduler.Timer linger = Scheduler.Timer.NONE;

        Shard(Session session) {
            this.session = session;
        }
    }
}
