package io.holdfast.testkit.simulation;

import io.holdfast.market.Subscription;

/**
 * What a message with market data carries: see {@code VenueListener#onPublished}.
 *
 * @param subscription of what
 * @param snapshot     whether it stands for itself
 * @param firstId      its first number
 * @param lastId       its last number
 * @param atNanos      when it was sent, the world's monotonic time
 */
record Sent(Subscription subscription, boolean snapshot, long firstId, long lastId, long atNanos) {}
