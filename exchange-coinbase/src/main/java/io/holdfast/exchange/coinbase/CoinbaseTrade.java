package io.holdfast.exchange.coinbase;

import io.holdfast.codec.JsonReader;
import io.holdfast.exchange.Anomaly;
import io.holdfast.market.Side;
import org.jspecify.annotations.Nullable;

/** One trade as it is read; reused. */
final class CoinbaseTrade {

    /** Whose it is; null where it is nobody's that we know. */
    @Nullable
    CoinbaseProduct product;

    /** Whether the product was said, known or not. */
    boolean named;

    long id;
    /** The product's sequence; 0 where the feed has none. */
    long sequence;

    long timeNanos;
    /** The side of the order that stood in the book. */
    Side maker = Side.BID;

    long price;
    int priceScale;
    long size;
    int sizeScale;
    /** What is wrong with it; null if nothing. */
    @Nullable
    Anomaly fault;

    void clear() {
        product = null;
        named = false;
        id = 0;
        sequence = 0;
        timeNanos = 0;
        fault = null;
    }

    void readPrice(JsonReader json) {
        fault = CoinbaseEvent.worse(fault, CoinbaseNumbers.readAmount(json));
        price = json.mantissa();
        priceScale = json.scale();
    }

    void readSize(JsonReader json) {
        fault = CoinbaseEvent.worse(fault, CoinbaseNumbers.readAmount(json));
        size = json.mantissa();
        sizeScale = json.scale();
    }

    /** Takes the maker's side from the string that was read. {@return whether it is one of the two words} */
    boolean takeMaker(JsonReader json, byte[] buy, byte[] sell) {
        maker = json.stringEquals(buy) ? Side.BID : Side.ASK;
        return maker == Side.BID || json.stringEquals(sell);
    }
}
