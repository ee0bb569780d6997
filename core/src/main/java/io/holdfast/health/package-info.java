/**
 * How well each exchange's feed has been kept: availability over sliding windows, losses and recoveries, alerts.
 *
 * <pre>
 * sessions ── transitions, epochs, pauses ──> HealthMonitor ──> HealthReport (immutable, any thread)
 * ring ────── prices ──> HealthMonitor.probe()    └── AlertRule ──> AlertListener
 * </pre>
 *
 * <p>It listens and is never listened to: nothing here decides about a connection. What was not observed is said to be
 * unknown; it is neither good nor bad. All durations are monotonic, so that a jump of the wall clock changes nothing.
 */
@NullMarked
package io.holdfast.health;

import org.jspecify.annotations.NullMarked;
