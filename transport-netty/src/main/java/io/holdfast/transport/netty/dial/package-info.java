/**
 * From a host's name to an open, encrypted socket: look-up, address policy, TCP, proxy, TLS.
 */
@NullMarked
package io.holdfast.transport.netty.dial;

import org.jspecify.annotations.NullMarked;
