package io.holdfast.examples.trading;

import io.holdfast.exchange.ExchangeProfile;
import java.util.function.UnaryOperator;

/**
 * What is traded, and where. Immutable.
 *
 * @param exchange   the plugin's id
 * @param instrument such as {@code BTC/USD}
 * @param profile    what to change in the plugin's profile: nothing for the real exchange
 */
record Market(String exchange, String instrument, UnaryOperator<ExchangeProfile> profile) {}
