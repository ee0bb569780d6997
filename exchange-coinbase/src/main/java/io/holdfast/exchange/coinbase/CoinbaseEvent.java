package io.holdfast.exchange.coinbase;

import io.holdfast.exchange.Anomaly;
import org.jspecify.annotations.Nullable;

/** One element of {@code events} of an Advanced Trade frame, as it is read; reused. */
final class CoinbaseEvent {

    /** Whether it is a snapshot; else an update. */
    boolean snapshot;

    /** Whose it is; null where it is nobody's that we know. Of trades, each has its own. */
    @Nullable
    CoinbaseProduct product;

    /** Whether the product was said, known or not. */
    boolean named;

    /** Its levels or trades: from here, to one before {@link #to}. */
    int from;

    int to;

    /** What is wrong with it; null if nothing. */
    @Nullable
    Anomaly fault;

    /** {@return what is worse of what was found so far and what is found now} Not as documented is worse than too large. */
    static @Nullable Anomaly worse(@Nullable Anomaly before, @Nullable Anomaly now) {
        return before == Anomaly.MALFORMED || now == null ? before : now;
    }
}
