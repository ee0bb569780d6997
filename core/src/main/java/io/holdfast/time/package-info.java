/**
 * The only door to time: clocks, timers, and one thread to run on; real or virtual.
 */
@NullMarked
package io.holdfast.time;

import org.jspecify.annotations.NullMarked;
