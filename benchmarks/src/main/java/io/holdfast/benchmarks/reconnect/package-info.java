/** How long it takes from a cut connection to the next price. */
@NullMarked
package io.holdfast.benchmarks.reconnect;

import org.jspecify.annotations.NullMarked;
