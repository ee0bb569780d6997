package io.holdfast;

import io.holdfast.feed.FeedStatus;
import io.holdfast.feed.Reason;
import io.holdfast.market.Channel;
import io.holdfast.session.EpochChange;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One instrument and its gate. The keeper's, under its lock. */
final class GatedInstrument {

    final TradingGate gate;
    final Set<Channel> wanted = EnumSet.noneOf(Channel.class);
    final Set<Channel> live = EnumSet.noneOf(Channel.class);
    int id;
    long epoch;
    Reason reason = Reason.STARTED;
    /** Whether the ring was full when its gate moved. Feed's thread. */
    boolean unpublished;

    GatedInstrument(TradingGate gate) {
        this.gate = gate;
    }

    void onEpoch(EpochChange change) {
        final Channel channel = change.subscription().channel();
        if (change.status() == FeedStatus.LIVE) {
            live.add(channel);
        } else {
            live.remove(channel);
            reason = change.reason();
        }
        if (channel == judgedBy()) {
            epoch = change.epoch();
        }
    }

    /**
     * {@return the channel that says most of the prices} Where prices are wanted, trades do not decide: an instrument may
     * be without a trade for hours, and its prices whole.
     */
    Channel judgedBy() {
        if (wanted.contains(Channel.BOOK)) {
            return Channel.BOOK;
        }
        return wanted.contains(Channel.TOP_OF_BOOK) ? Channel.TOP_OF_BOOK : Channel.TRADES;
    }

    /** {@return why its prices are not whole; null if they are} */
    @Nullable
    Reason concern() {
        if (wanted.isEmpty()) {
            return reason;
        }
        final boolean whole = isWhole(Channel.BOOK) && isWhole(Channel.TOP_OF_BOOK) && live.contains(judgedBy());
        return whole ? null : reason;
    }

    private boolean isWhole(Channel channel) {
        return !wanted.contains(channel) || live.contains(channel);
    }
}
