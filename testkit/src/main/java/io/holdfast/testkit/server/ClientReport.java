package io.holdfast.testkit.server;

/**
 * What one client of a {@link SimulatedExchange} has done so far.
 *
 * @param address            where it came from
 * @param target             what it asked for in the upgrade
 * @param messages           text and binary messages that came from it
 * @param pings              pings that came from it
 * @param pongs              pongs that came from it
 * @param mostWithinASecond  messages, pings and pongs in the busiest second
 * @param open               whether it is still connected
 */
public record ClientReport(
        String address, String target, long messages, long pings, long pongs, long mostWithinASecond, boolean open) {}
