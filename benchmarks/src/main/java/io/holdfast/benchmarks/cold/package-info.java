/** What users meet: the first reconnects of a process. */
package io.holdfast.benchmarks.cold;
