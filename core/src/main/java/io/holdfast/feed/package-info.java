/**
 * The ring: market events, their handlers, and what happens when the ring is full.
 */
@NullMarked
package io.holdfast.feed;

import org.jspecify.annotations.NullMarked;
