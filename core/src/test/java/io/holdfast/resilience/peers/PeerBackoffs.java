package io.holdfast.resilience.peers;

import dev.failsafe.Execution;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import io.github.resilience4j.core.IntervalFunction;
import io.holdfast.resilience.Backoff;
import io.holdfast.resilience.BackoffPolicy;
import io.holdfast.resilience.Jitter;
import io.holdfast.resilience.peers.BackoffInvariant.Waits;
import java.time.Duration;
import java.util.SplittableRandom;

/** Ours and the peers' backoffs behind one interface. */
final class PeerBackoffs {

    private static final double HALF = 0.5;

    private PeerBackoffs() {}

    static Waits holdfast(Duration initial, double multiplier, Duration most, boolean jittered, long seed) {
        final BackoffPolicy policy = new BackoffPolicy(
                initial, most, multiplier, jittered ? Jitter.EQUAL : Jitter.NONE, BackoffPolicy.UNLIMITED);
        final Backoff backoff = new Backoff(policy, new SplittableRandom(seed));
        return attempt -> {
            while (backoff.attempt() < attempt - 1) {
                backoff.nextDelayNanos();
            }
            return backoff.nextDelayNanos();
        };
    }

    static Waits resilience4j(Duration initial, double multiplier, Duration most, boolean jittered, long seed) {
        final IntervalFunction function = jittered
                ? IntervalFunction.ofExponentialRandomBackoff(initial, multiplier, HALF, most)
                : IntervalFunction.ofExponentialBackoff(initial, multiplier, most);
        return attempt -> Duration.ofMillis(function.apply(attempt)).toNanos();
    }

    static Waits failsafe(Duration initial, double multiplier, Duration most, boolean jittered, long seed) {
        final RetryPolicyBuilder<Object> builder =
                RetryPolicy.builder().withMaxRetries(-1).withBackoff(initial, most, multiplier);
        if (jittered) {
            builder.withJitter(HALF);
        }
        final Execution<Object> execution = Execution.of(builder.build());
        final int[] made = {0};
        return attempt -> {
            while (made[0] < attempt) {
                execution.recordException(new IllegalStateException("failed"));
                made[0]++;
            }
            return execution.getDelay().toNanos();
        };
    }
}
