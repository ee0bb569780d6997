/**
 * One I/O thread and all that lives on it: clock, timers, receive buffer, counters, the connections themselves.
 */
@NullMarked
package io.holdfast.transport.netty.loop;

import org.jspecify.annotations.NullMarked;
