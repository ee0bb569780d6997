/**
 * Kraken Spot, WebSocket v2.
 */
@NullMarked
package io.holdfast.exchange.kraken;

import org.jspecify.annotations.NullMarked;
