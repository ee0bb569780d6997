package io.holdfast.testkit.server;

import io.holdfast.testkit.venue.SimulatedVenue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** A number of orders that come as fast as the clients take what follows from them. On the exchange's thread. */
final class OrderFlow {

    private static final int ORDERS_AT_ONCE = 64;
    private static final long FULL_WAIT_NANOS = 50_000;

    private final SimulatedVenue<?> venue;
    private final ExchangeSockets sockets;
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private int left;

    OrderFlow(SimulatedVenue<?> venue, ExchangeSockets sockets, int orders) {
        this.venue = venue;
        this.sockets = sockets;
        this.left = orders;
    }

    /** Begins; from any thread. {@return done when all of it has been handed to the sockets} */
    Future<Boolean> begin() {
        sockets.loop().execute(this::go);
        return done;
    }

    private void go() {
        try {
            while (left > 0 && sockets.clients().stream().allMatch(ExchangeClient::isWritable)) {
                final int orders = Math.min(left, ORDERS_AT_ONCE);
                venue.step(orders);
                sockets.flush();
                left -= orders;
            }
            if (left == 0) {
                done.complete(true);
            } else {
                sockets.scheduler().schedule(this::go, FULL_WAIT_NANOS);
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }
}
