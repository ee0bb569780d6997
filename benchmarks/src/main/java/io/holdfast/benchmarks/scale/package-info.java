/** Many connections and many instruments on one event loop. */
package io.holdfast.benchmarks.scale;
