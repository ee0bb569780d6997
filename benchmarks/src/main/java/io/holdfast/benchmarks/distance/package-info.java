/** Reconnects over a distance: how many round trips they take. */
package io.holdfast.benchmarks.distance;
