/** A simulated Kraken Spot: the public channels of its WebSocket v2 and the HTTP requests that go with them. */
@NullMarked
package io.holdfast.testkit.venue.kraken;

import org.jspecify.annotations.NullMarked;
