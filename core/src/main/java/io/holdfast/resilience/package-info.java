/**
 * Backoff, circuit breaker, budgets and detectors; usable alone. Holds no clock: every call is given the time.
 */
@NullMarked
package io.holdfast.resilience;

import org.jspecify.annotations.NullMarked;
