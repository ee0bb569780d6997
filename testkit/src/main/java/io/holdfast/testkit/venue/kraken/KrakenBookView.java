package io.holdfast.testkit.venue.kraken;

import io.holdfast.market.Channel;
import io.holdfast.market.Side;
import io.holdfast.testkit.venue.BookChanges;
import io.holdfast.testkit.venue.FrameText;
import io.holdfast.testkit.venue.Market;
import io.holdfast.testkit.venue.PriceLadder;

/**
 * The best levels of a book up to a depth, as subscribers of that depth are told of them. A level that is pushed out
 * by a better one is not told as removed; one that comes into view is told although it did not change.
 */
final class KrakenBookView extends KrakenTopic {

    private final int depth;
    private final Edge bidEdge = new Edge();
    private final Edge askEdge = new Edge();

    KrakenBookView(KrakenPair pair, int depth) {
        super(pair, "book", "\"depth\":" + depth, Channel.BOOK);
        this.depth = depth;
    }

    int depth() {
        return depth;
    }

    @Override
    void add(KrakenConnection connection) {
        if (!isWanted()) {
            bidEdge.set(pair().market().bids(), depth);
            askEdge.set(pair().market().asks(), depth);
        }
        super.add(connection);
    }

    /**
     * Writes what an order has changed within the view.
     *
     * @return whether anything has
     */
    boolean writeUpdate(FrameText frame, BookChanges changes) {
        frame.ascii("\"bids\":[");
        final int before = frame.length();
        writeChanges(frame, changes, Side.BID, bidEdge);
        final boolean bidsChanged = frame.length() > before;
        frame.ascii("],\"asks\":[");
        final int between = frame.length();
        writeChanges(frame, changes, Side.ASK, askEdge);
        final boolean asksChanged = frame.length() > between;
        frame.ascii(']');
        return bidsChanged || asksChanged;
    }

    private void writeChanges(FrameText frame, BookChanges changes, Side side, Edge edge) {
        final Market market = pair().market();
        final PriceLadder ladder = market.side(side);
        boolean first = true;
        for (int i = 0; i < changes.count(); i++) {
            if (changes.side(i) == side) {
                final long price = changes.price(i);
                final boolean stands = ladder.sizeAt(price) > 0;
                final boolean tell = stands ? ladder.levelsBetterThan(price) < depth : edge.holds(ladder, price);
                if (tell) {
                    pair().level(frame, price, changes.size(i), first);
                    first = false;
                }
            }
        }
        final int shown = Math.min(depth, ladder.levels());
        for (int i = edge.firstBeyond(ladder, depth); i < shown; i++) {
            final long price = ladder.price(i);
            if (!changes.contains(side, price)) {
                pair().level(frame, price, ladder.size(i), first);
                first = false;
            }
        }
        edge.set(ladder, depth);
    }

    /** The worst price that was in view when subscribers were told last. */
    private static final class Edge {

        private boolean full;
        private long worst;

        void set(PriceLadder ladder, int depth) {
            full = ladder.levels() >= depth;
            worst = full ? ladder.price(depth - 1) : 0;
        }

        /** {@return whether a level at this price was in view} */
        boolean holds(PriceLadder ladder, long price) {
            return !full || !ladder.isBetter(worst, price);
        }

        /** {@return the first level that was not in view; none if the view was not full, for then all were} */
        int firstBeyond(PriceLadder ladder, int depth) {
            if (!full) {
                return depth;
            }
            return ladder.levelsBetterThan(worst) + (ladder.sizeAt(worst) > 0 ? 1 : 0);
        }
    }
}
