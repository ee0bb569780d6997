package io.holdfast.testkit.simulation;

/**
 * One message with market data that reached the client.
 *
 * @param wire            on which connection
 * @param sent            what it carries
 * @param publishedBefore events in the ring before the client read it
 * @param publishedAfter  events in the ring after the client read it
 */
record Arrival(VirtualWire wire, Sent sent, long publishedBefore, long publishedAfter) {}
