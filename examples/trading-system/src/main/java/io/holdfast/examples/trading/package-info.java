/**
 * A small trading system on three exchanges: it quotes where prices may be traded on, and nowhere else.
 *
 * <p>{@link io.holdfast.examples.trading.TradingSystem} is the program, {@link io.holdfast.examples.trading.QuoteDesk} the
 * part to read first.
 */
@NullMarked
package io.holdfast.examples.trading;

import org.jspecify.annotations.NullMarked;
