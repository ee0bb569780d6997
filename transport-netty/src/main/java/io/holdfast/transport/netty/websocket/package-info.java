/**
 * WebSocket (RFC 6455) as a client: upgrade, frames in, frames out, close.
 */
@NullMarked
package io.holdfast.transport.netty.websocket;

import org.jspecify.annotations.NullMarked;
