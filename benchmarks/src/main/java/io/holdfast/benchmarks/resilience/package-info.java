/** What the small decisions cost. */
package io.holdfast.benchmarks.resilience;
