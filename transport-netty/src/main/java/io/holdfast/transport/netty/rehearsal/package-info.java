/**
 * Walking the whole way of a connection before the first one matters.
 */
@NullMarked
package io.holdfast.transport.netty.rehearsal;

import org.jspecify.annotations.NullMarked;
