/**
 * The competitors, each behind the same small interface and used as its own documentation says, and the floors: the least
 * that any client could do.
 */
package io.holdfast.benchmarks.peers;
