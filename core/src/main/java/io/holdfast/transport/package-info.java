/**
 * SPI of the network: open, write, ping, close, and every way in which a connection ends.
 */
@NullMarked
package io.holdfast.transport;

import org.jspecify.annotations.NullMarked;
