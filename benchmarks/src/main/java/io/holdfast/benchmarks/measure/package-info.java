/** Measurements that are no loop of one operation: each a program of its own, with a time limit, that writes rows. */
package io.holdfast.benchmarks.measure;
