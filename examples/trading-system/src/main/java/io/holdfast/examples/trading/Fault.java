package io.holdfast.examples.trading;

/**
 * Something that goes wrong at an exchange. Immutable.
 *
 * @param exchange whose
 * @param what     in a few words
 * @param begin    makes it go wrong
 * @param end      makes it good again, where it does not end by itself
 */
record Fault(String exchange, String what, Runnable begin, Runnable end) {}
