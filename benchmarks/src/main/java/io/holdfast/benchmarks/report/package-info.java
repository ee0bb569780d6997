/** Turns what a run wrote into tables and plots. */
package io.holdfast.benchmarks.report;
