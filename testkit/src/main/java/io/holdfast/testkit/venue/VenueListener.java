package io.holdfast.testkit.venue;

import io.holdfast.market.Subscription;

/**
 * Follows who was told what. Together with {@link MarketListener}, which knows what happened, it makes a truth oracle.
 * Called on the venue's thread, in order.
 */
public interface VenueListener {

    /** A client has come in. */
    default void onOpened(ClientLink client) {}

    /** A client is subscribed from now on. */
    default void onSubscribed(ClientLink client, Subscription subscription) {}

    /** A client's request to subscribe was refused. */
    default void onRefused(ClientLink client, Subscription subscription) {}

    /** A client is subscribed no longer. */
    default void onUnsubscribed(ClientLink client, Subscription subscription) {}

    /**
     * One message with market data was handed to the link.
     *
     * @param snapshot whether it stands for itself; otherwise it goes on from what came before
     * @param firstId  of a book its first update id, of trades the first trade id; see {@link Market}
     * @param lastId   the last one; of a snapshot the state that it shows
     */
    default void onPublished(
            ClientLink client, Subscription subscription, boolean snapshot, long firstId, long lastId) {}

    /** A message with market data met another {@link Fate} than to be sent; {@code onPublished} tells of what is. */
    default void onTamperedWith(ClientLink client, Subscription subscription, Fate fate, long firstId, long lastId) {}

    /** A client is gone. */
    default void onClosed(ClientLink client) {}
}
