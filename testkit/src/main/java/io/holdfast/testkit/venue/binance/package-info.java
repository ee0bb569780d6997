/** A simulated Binance Spot: its public WebSocket streams and the HTTP requests that go with them. */
@NullMarked
package io.holdfast.testkit.venue.binance;

import org.jspecify.annotations.NullMarked;
