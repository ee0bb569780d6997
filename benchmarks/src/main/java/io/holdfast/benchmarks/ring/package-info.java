/** What it costs to hand an event over, and how long it is on its way. */
package io.holdfast.benchmarks.ring;
