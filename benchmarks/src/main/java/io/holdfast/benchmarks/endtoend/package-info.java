/** From the socket to the handler: latency at fixed rates, throughput, and what each message costs. */
package io.holdfast.benchmarks.endtoend;
