/** How long it takes from a cut connection to the next price. */
package io.holdfast.benchmarks.reconnect;
