package io.holdfast.resilience;

/** The output function of SplitMix64: a draw from a seed and a number, without a generator to share between threads. */
final class SplitMix {

    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private SplitMix() {}

    /**
     * {@return a value of [least, most], evenly distributed over n; the same for the same seed and n}
     *
     * @param most at least {@code least}, at most 2^52 above it
     */
    static long between(long least, long most, long seed, long n) {
        final long range = most - least;
        final double share = (mix(seed + n * GAMMA) >>> 11) * 0x1.0p-53; // [0, 1)
        return least + Math.min(range, (long) (share * (double) (range + 1)));
    }

    private static long mix(long value) {
        final long first = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        final long second = (first ^ (first >>> 27)) * 0x94d049bb133111ebL;
        return second ^ (second >>> 31);
    }
}
