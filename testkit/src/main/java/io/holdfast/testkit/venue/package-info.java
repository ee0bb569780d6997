/**
 * Simulated exchanges without I/O: the server's side of a protocol, and the market that it tells of.
 *
 * <p>A {@link io.holdfast.testkit.venue.Venue} is confined to the thread of the scheduler that it is started with, and
 * takes time and chance from outside, so that it runs on real sockets and in virtual time alike, and a seed repeats it.
 */
@NullMarked
package io.holdfast.testkit.venue;

import org.jspecify.annotations.NullMarked;
