/**
 * Binance Spot.
 */
@NullMarked
package io.holdfast.exchange.binance;

import org.jspecify.annotations.NullMarked;
