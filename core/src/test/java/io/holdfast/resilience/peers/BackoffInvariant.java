package io.holdfast.resilience.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;

/** One invariant of a backoff as a check on any of them: silent if it holds, an AssertionError if not. */
enum BackoffInvariant {
    B3("grows at every step until it reaches its maximum") {
        @Override
        void check(Maker maker, long seed) {
            final Waits waits = maker.make(Duration.ofMillis(1), 1.5, MOST, false, seed);
            long before = 0;
            for (int attempt = 1; attempt <= 20; attempt++) {
                final long nanos = waits.nanos(attempt);
                assertThat(nanos).as("wait %d", attempt).isGreaterThan(before);
                before = nanos;
            }
        }
    },
    B7("jitter does not pile waits up at the maximum") {
        @Override
        void check(Maker maker, long seed) {
            int atMaximum = 0;
            for (int i = 0; i < 1_000; i++) {
                final Waits waits = maker.make(Duration.ofMillis(500), 2.0, MOST, true, seed + i);
                atMaximum += waits.nanos(12) == MOST.toNanos() ? 1 : 0;
            }
            assertThat(atMaximum).as("of 1,000 waits at the maximum").isLessThanOrEqualTo(10);
        }
    },
    B8("no wait is above the maximum, jitter included") {
        @Override
        void check(Maker maker, long seed) {
            for (int i = 0; i < 100; i++) {
                final Waits waits = maker.make(Duration.ofMillis(500), 2.0, MOST, true, seed + i);
                assertThat(waits.nanos(12)).isLessThanOrEqualTo(MOST.toNanos());
            }
        }
    },
    B21("a multiplier that makes no sense is refused") {
        @Override
        void check(Maker maker, long seed) {
            for (final double multiplier : new double[] {0.5, -2.0, Double.NaN}) {
                assertThatThrownBy(() -> maker.make(Duration.ofMillis(500), multiplier, MOST, false, seed))
                        .as("multiplier %s", multiplier)
                        .isInstanceOf(RuntimeException.class);
            }
        }
    };

    /** Waits by the number of the attempt, from 1. */
    interface Waits {
        long nanos(int attempt);
    }

    /** Makes a backoff; jittered by half or as near to it as it offers. */
    interface Maker {
        Waits make(Duration initial, double multiplier, Duration most, boolean jittered, long seed);
    }

    static final Duration MOST = Duration.ofSeconds(30);

    private final String meaning;

    BackoffInvariant(String meaning) {
        this.meaning = meaning;
    }

    String meaning() {
        return meaning;
    }

    abstract void check(Maker maker, long seed);
}
