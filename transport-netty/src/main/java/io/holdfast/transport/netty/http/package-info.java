/**
 * HTTP as a client: one GET, whole, within bounds; and what both clients need of HTTP.
 */
@NullMarked
package io.holdfast.transport.netty.http;

import org.jspecify.annotations.NullMarked;
