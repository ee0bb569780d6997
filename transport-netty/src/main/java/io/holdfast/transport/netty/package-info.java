/**
 * The transport on Netty: TCP, TLS, WebSocket, and HTTP for snapshots.
 */
@NullMarked
package io.holdfast.transport.netty;

import org.jspecify.annotations.NullMarked;
