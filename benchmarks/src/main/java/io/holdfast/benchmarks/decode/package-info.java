/** What it costs to turn a frame into events, against the usual ways. */
package io.holdfast.benchmarks.decode;
