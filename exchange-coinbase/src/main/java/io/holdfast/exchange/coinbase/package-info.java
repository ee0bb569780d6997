/**
 * Coinbase: Advanced Trade and Exchange feeds.
 */
@NullMarked
package io.holdfast.exchange.coinbase;

import org.jspecify.annotations.NullMarked;
