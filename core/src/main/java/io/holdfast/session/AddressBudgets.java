package io.holdfast.session;

import static java.util.Objects.requireNonNull;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.time.MonotonicClock;
import io.holdfast.transport.Endpoint;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What exchanges count by source address, for everything that this process takes from them: connection attempts, weight
 * of HTTP requests, and messages where an exchange counts those of all connections together.
 *
 * <p>Whoever runs several feeds of one exchange in a process gives them the same object, and together they keep the
 * limits. A fifth of each limit on attempts and on HTTP weight is left to recovery: what is new never takes the last
 * attempt from a session that has been live. With a directory the attempts outlast the process, so that one that crashes
 * and starts over and over cannot have its address banned.
 *
 * <p>All feeds must use one monotonic clock, as those of {@link io.holdfast.time.SystemClock} do. Any thread.
 */
public final class AddressBudgets {

    private static final Logger LOG = LoggerFactory.getLogger(AddressBudgets.class);

    private final @Nullable Path directory;
    private final Map<String, ExchangeBudgets> budgets = new HashMap<>(); // guarded by this

    /** Makes budgets that are unspent, and forgotten with the process. */
    public AddressBudgets() {
        directory = null;
    }

    /**
     * Makes budgets of which the connection attempts are kept in a directory: one small file for each exchange, replaced
     * after every attempt by a short-lived thread {@code holdfast-budget}. One process for each directory.
     *
     * @param directory is made if it is not there
     */
    public AddressBudgets(Path directory) {
        this.directory = requireNonNull(directory, "directory");
    }

    /** {@return the budgets of an exchange} Blocks while it reads what is kept. */
    synchronized ExchangeBudgets of(String exchange, ExchangeProfile profile, MonotonicClock clock) {
        final Endpoint endpoint = profile.streams().get(0);
        final String key = exchange + "-" + endpoint.host() + "-" + endpoint.port();
        final ExchangeBudgets known = budgets.get(key);
        if (known == null) {
            final ExchangeBudgets made = make(key, profile, clock);
            budgets.put(key, made);
            return made;
        }
        if (!known.match(profile)) {
            LOG.warn("{}: other limits than those that are in use for {} are ignored", exchange, endpoint.host());
        }
        return known;
    }

    private ExchangeBudgets make(String key, ExchangeProfile profile, MonotonicClock clock) {
        final ExchangeBudgets made = ExchangeBudgets.of(profile, null);
        if (directory == null) {
            return made;
        }
        final Path path = directory.resolve(key.replaceAll("[^A-Za-z0-9._-]", "_") + ".attempts");
        final BudgetStore store = new BudgetStore(path, made.attempts(), clock);
        store.load();
        return new ExchangeBudgets(made.attempts(), made.httpWeight(), made.messages(), store);
    }
}
