/**
 * The conformance suite for plugins: extend {@link io.holdfast.testkit.conformance.ExchangeConformanceTest}, name the
 * adapter and a venue, and the real engine runs the plugin through more than a hundred named checks in virtual time.
 *
 * <p>Needs JUnit 5 on the path.
 */
@NullMarked
package io.holdfast.testkit.conformance;

import org.jspecify.annotations.NullMarked;
