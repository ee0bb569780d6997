package io.holdfast.session;

import io.holdfast.resilience.BudgetFile;
import io.holdfast.resilience.RateBudget;
import io.holdfast.time.MonotonicClock;
import io.holdfast.time.SystemClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a budget on disk. What cannot be read or written is logged and does no harm: the budget then begins unspent.
 *
 * <p>{@link #load} blocks; {@link #changed} has the work done on a thread of its own that ends with it, and that takes
 * whatever else changes meanwhile along.
 */
final class BudgetStore {

    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final Logger LOG = LoggerFactory.getLogger(BudgetStore.class);

    private final Path path;
    private final BudgetFile file;
    private final RateBudget budget;
    private final MonotonicClock clock;
    private final AtomicInteger changes = new AtomicInteger();

    /** @param clock that the budget is used with; any thread */
    BudgetStore(Path path, RateBudget budget, MonotonicClock clock) {
        this.path = path;
        this.file = new BudgetFile(path);
        this.budget = budget;
        this.clock = clock;
    }

    void load() {
        try {
            final BudgetFile.Loaded loaded = file.load(budget, clock.nanos(), wallMillis());
            if (loaded.damagedLines() > 0) {
                LOG.warn("budget: {} lines of {} are damaged and count for nothing", loaded.damagedLines(), path);
            }
            if (loaded.permits() > 0) {
                LOG.info("budget: {} of {} were used before this start ({})", loaded.permits(), budget.limit(), path);
            }
        } catch (IOException e) {
            LOG.warn("budget: {} cannot be read ({})", path, e.toString());
        }
    }

    /** Something was granted. Returns at once. */
    void changed() {
        if (changes.getAndIncrement() == 0) {
            final Thread writer = new Thread(this::saveAll, "holdfast-budget");
            writer.setDaemon(true);
            writer.start();
        }
    }

    private void saveAll() {
        int seen;
        do {
            seen = changes.get();
            saveNow();
        } while (!changes.compareAndSet(seen, 0));
    }

    private void saveNow() {
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            file.save(budget, clock.nanos(), wallMillis());
        } catch (IOException e) {
            LOG.warn("budget: {} cannot be written ({})", path, e.toString());
        }
    }

    private static long wallMillis() {
        return new SystemClock().epochNanos() / NANOS_PER_MILLI;
    }
}
