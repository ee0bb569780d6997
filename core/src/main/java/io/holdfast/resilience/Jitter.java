package io.holdfast.resilience;

/**
 * How a wait is drawn below its ceiling {@code v}, so that what broke together does not come back together.
 *
 * <p>The ceiling is capped before the draw and the draw is uniform, so that no wait piles up at the cap.
 */
public enum Jitter {

    /** Always {@code v}. For tests and for a single client; a herd stays a herd. */
    NONE,
    /** From 1 ns to {@code v}. Fewest collisions; now and then an attempt right away. */
    FULL,
    /** From a tenth of {@code v} to {@code v}: spreads as well as {@link #FULL} and never hurries. */
    FLOORED_FULL,
    /** From half of {@code v} to {@code v}. */
    EQUAL,
    /**
     * From the initial delay to three times the last wait, at most the maximum. The policy's multiplier is not used.
     */
    DECORRELATED
}
