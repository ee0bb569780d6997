package io.holdfast.feed;

import static java.util.Objects.requireNonNull;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ring between connections and handlers: an LMAX Disruptor of {@link MarketEvent}s.
 *
 * <p>Each handler has a thread of its own and sees every event; the slowest decides how full the ring is. Publishers
 * never wait: what does not fit is told to them, and they end the epoch.
 */
public final class MarketBus implements AutoCloseable {

    /** Smallest ring: 64 slots. */
    public static final int MIN_CAPACITY = 64;
    /** Largest ring: 2^24 slots. */
    public static final int MAX_CAPACITY = 1 << 24;

    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(MarketBus.class);

    private final Disruptor<MarketEvent> disruptor;
    private final Directory directory;
    private final boolean singleProducer;
    private final AtomicLong handlerFailures = new AtomicLong();

    /**
     * Makes a bus and starts its handlers' threads, named {@code holdfast-handler-n}.
     *
     * @param directory      numbers of exchanges and instruments
     * @param capacity       slots; a power of two, {@value #MIN_CAPACITY} to 2^24
     * @param waitStrategy   how handlers wait
     * @param singleProducer whether all publishers run on one thread: cheaper, and wrong if they do not
     * @param handlers       at least one
     */
    public MarketBus(
            Directory directory,
            int capacity,
            WaitStrategyKind waitStrategy,
            boolean singleProducer,
            List<MarketHandler> handlers) {
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("ring capacity: " + capacity + " (expected: a power of two, "
                    + MIN_CAPACITY + " .. " + MAX_CAPACITY + ")");
        }
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException("handlers: [] (expected: at least one)");
        }
        this.directory = requireNonNull(directory, "directory");
        this.singleProducer = singleProducer;
        this.disruptor = new Disruptor<>(
                () -> new MarketEvent(directory),
                capacity,
                newThreadFactory(),
                singleProducer ? ProducerType.SINGLE : ProducerType.MULTI,
                waitStrategy.create());
        disruptor.setDefaultExceptionHandler(new CountAndGoOn());
        for (final MarketHandler handler : handlers) {
            final EventHandler<MarketEvent> adapted =
                    (event, sequence, endOfBatch) -> handler.onEvent(event, endOfBatch);
            disruptor.handleEventsWith(adapted);
        }
        disruptor.start();
    }

    /** {@return a publisher for one exchange's sessions} Use it on one thread. */
    public MarketPublisher newPublisher(String exchange) {
        return new MarketPublisher(ring(), directory.exchangeId(exchange), singleProducer);
    }

    /** {@return the numbers of exchanges and instruments} */
    public Directory directory() {
        return directory;
    }

    /** {@return slots in all} */
    public int capacity() {
        return ring().getBufferSize();
    }

    /** {@return slots that the slowest handler leaves free} */
    public long remainingCapacity() {
        return ring().remainingCapacity();
    }

    /** {@return how often a handler threw} */
    public long handlerFailures() {
        return handlerFailures.get();
    }

    /** Lets the handlers finish what is in the ring, for a second at most, and stops their threads. */
    @Override
    public void close() {
        try {
            disruptor.shutdown(DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("ring: closed with events unread, a handler did not finish within {}", DRAIN_LIMIT);
            disruptor.halt();
        }
    }

    private RingBuffer<MarketEvent> ring() {
        return disruptor.getRingBuffer();
    }

    private static ThreadFactory newThreadFactory() {
        final AtomicInteger made = new AtomicInteger();
        return task -> {
            final Thread thread = new Thread(task, "holdfast-handler-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private final class CountAndGoOn implements ExceptionHandler<MarketEvent> {

        @Override
        public void handleEventException(Throwable failure, long sequence, MarketEvent event) {
            final long count = handlerFailures.incrementAndGet();
            if (Long.bitCount(count)
                    == 1) { // 1st, 2nd, 4th, 8th …: a handler that always throws must not flood the log
                LOG.error("handler threw ({} times so far) on: {}", count, event, failure);
            }
        }

        @Override
        public void handleOnStartException(Throwable failure) {
            LOG.error("handler threw at start", failure);
        }

        @Override
        public void handleOnShutdownException(Throwable failure) {
            LOG.error("handler threw at shutdown", failure);
        }
    }
}
