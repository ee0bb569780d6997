package io.holdfast.session;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import io.holdfast.resilience.RateBudget;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange counts for one source address. Any thread.
 *
 * @param attempts   connection attempts
 * @param httpWeight weight of HTTP requests
 * @param messages   messages that we send, where the exchange counts those of all connections together; else null
 * @param store      keeps the attempts over a restart; null to forget them
 */
record ExchangeBudgets(
        RateBudget attempts,
        RateBudget httpWeight,
        @Nullable RateBudget messages,
        @Nullable BudgetStore store) {

    /** Of a limit, one part in so many is left to sessions that have been live, and to what they cannot do without. */
    private static final int RESERVED_PART = 5;

    static ExchangeBudgets of(ExchangeProfile profile, @Nullable BudgetStore store) {
        return of(profile, budget(profile.connectionAttempts()), store);
    }

    static ExchangeBudgets of(ExchangeProfile profile, RateBudget attempts, @Nullable BudgetStore store) {
        final RateLimit messages = profile.outgoingMessages();
        return new ExchangeBudgets(
                attempts,
                budget(profile.httpWeight()),
                profile.outgoingMessagesPerAddress() ? new RateBudget(messages.count(), messages.window()) : null,
                store);
    }

    private static RateBudget budget(RateLimit limit) {
        return new RateBudget(limit.count(), limit.window(), limit.count() / RESERVED_PART);
    }

    /** {@return whether these are the budgets that a profile asks for} */
    boolean match(ExchangeProfile profile) {
        return matches(attempts, profile.connectionAttempts()) && matches(httpWeight, profile.httpWeight());
    }

    private static boolean matches(RateBudget budget, RateLimit limit) {
        return budget.limit() == limit.count()
                && budget.windowNanos() == limit.window().toNanos();
    }

    /** {@return the wait until another attempt is free; 0 if one is; takes none} */
    long nanosUntilAttempt(long now, boolean recovers) {
        return recovers ? attempts.nanosUntilAvailableForRecovery(now, 1) : attempts.nanosUntilAvailable(now, 1);
    }

    /** {@return the wait until an attempt is free; 0 if one was, and is taken} */
    long tryAttempt(long now, boolean recovers) {
        final long waitNanos = recovers ? attempts.tryAcquireForRecovery(now, 1) : attempts.tryAcquire(now);
        if (waitNanos == 0 && store != null) {
            store.changed();
        }
        return waitNanos;
    }

    /** {@return the wait until so much may be fetched; 0 if it may now, and is taken} */
    long tryHttp(long now, int weight, boolean recovers) {
        return recovers
                ? httpWeight.tryAcquireForRecovery(now, Math.min(weight, httpWeight.limit()))
                : httpWeight.tryAcquire(now, Math.min(weight, httpWeight.limit() - httpWeight.reserve()));
    }
}
