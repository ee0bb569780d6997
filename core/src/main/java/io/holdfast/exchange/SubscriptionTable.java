package io.holdfast.exchange;

import io.holdfast.codec.JsonReader;
import io.holdfast.codec.SymbolTable;
import io.holdfast.market.Channel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol keeps of each subscription, found by the exchange's symbol and the channel. A symbol may be read before
 * its message has said which channel it is of.
 *
 * <p>Finding does not allocate. Confined to the session's thread.
 *
 * @param <S> what is kept
 */
public final class SubscriptionTable<S> {

    private static final int CHANNELS = Channel.values().length;

    private final SymbolTable places = new SymbolTable();
    /** By place, then channel. */
    private @Nullable Object[] states = new Object[16 * CHANNELS];

    /** Makes an empty table. */
    public SubscriptionTable() {}

    /** Keeps a subscription's state; replaces what was kept under its symbol and channel. May allocate. */
    public void put(WireSubscription subscription, S state) {
        int place = places.get(subscription.symbol());
        if (place == SymbolTable.ABSENT) {
            place = freePlace();
            places.put(subscription.symbol(), place);
        }
        states[slot(place, subscription.channel())] = state;
    }

    /** Forgets what is kept under the symbol and channel of a subscription. {@return it, or null} */
    public @Nullable S remove(WireSubscription subscription) {
        final int place = places.get(subscription.symbol());
        final S state = get(place, subscription.channel());
        if (state != null) {
            states[slot(place, subscription.channel())] = null;
            if (isFree(place)) {
                places.remove(subscription.symbol());
            }
        }
        return state;
    }

    /**
     * Reads the waiting string.
     *
     * @return what stands for this symbol in {@link #get} until the table changes; {@link SymbolTable#ABSENT} for a symbol
     *     of no subscription, and where no string waits
     */
    public int readSymbol(JsonReader json) {
        return places.read(json);
    }

    /** {@return what is kept of this symbol and channel; null if nothing} */
    @SuppressWarnings("unchecked") // only put() writes
    public @Nullable S get(int symbol, Channel channel) {
        return symbol == SymbolTable.ABSENT ? null : (S) states[slot(symbol, channel)];
    }

    private int freePlace() {
        final int ends = states.length / CHANNELS;
        for (int place = 0; place < ends; place++) {
            if (isFree(place)) {
                return place;
            }
        }
        states = Arrays.copyOf(states, states.length * 2);
        return ends;
    }

    private boolean isFree(int place) {
        for (int slot = place * CHANNELS; slot < (place + 1) * CHANNELS; slot++) {
            if (states[slot] != null) {
                return false;
            }
        }
        return true;
    }

    private static int slot(int place, Channel channel) {
        return place * CHANNELS + channel.ordinal();
    }
}
