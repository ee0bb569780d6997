/**
 * What the ring costs.
 */
@NullMarked
package io.holdfast.benchmarks.ring;

import org.jspecify.annotations.NullMarked;
