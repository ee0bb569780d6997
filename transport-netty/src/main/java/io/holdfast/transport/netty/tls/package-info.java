/**
 * TLS as a client: whom to trust, which key exchange, and what a failed handshake means.
 */
@NullMarked
package io.holdfast.transport.netty.tls;

import org.jspecify.annotations.NullMarked;
