/** The server's side of HTTP and WebSocket, as little of it as the benchmarks need, and Binance's messages. */
package io.holdfast.benchmarks.wire;
