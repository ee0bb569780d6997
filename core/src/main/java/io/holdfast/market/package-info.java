/**
 * Words of the trade: instruments, channels, sides, exact decimals. No input or output.
 */
@NullMarked
package io.holdfast.market;

import org.jspecify.annotations.NullMarked;
