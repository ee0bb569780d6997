/** A simulated Coinbase: the public channels of Advanced Trade, and those of the Exchange feed, which differ. */
@NullMarked
package io.holdfast.testkit.venue.coinbase;

import org.jspecify.annotations.NullMarked;
