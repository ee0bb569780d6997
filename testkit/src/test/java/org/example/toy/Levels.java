package org.example.toy;

import io.holdfast.codec.JsonReader;
import java.util.Arrays;

/** Prices and sizes of one side of a message, {@code [["64000.01","0.5"], ...]}; reused, grows once. */
final class Levels {

    long[] prices = new long[16];
    int[] priceScales = new int[16];
    long[] sizes = new long[16];
    int[] sizeScales = new int[16];
    int count;
    /** Whether a level was not a pair. */
    boolean broken;

    void clear() {
        count = 0;
        broken = false;
    }

    void read(JsonReader json) {
        clear();
        json.beginArray();
        while (json.nextElement()) {
            if (count == prices.length) {
                grow();
            }
            int fields = 0;
            json.beginArray();
            while (json.nextElement()) {
                json.readDecimal();
                if (fields == 0) {
                    prices[count] = json.mantissa();
                    priceScales[count] = json.scale();
                } else {
                    sizes[count] = json.mantissa();
                    sizeScales[count] = json.scale();
                }
                fields++;
            }
            broken |= fields != 2;
            count++;
        }
    }

    private void grow() {
        prices = Arrays.copyOf(prices, count * 2);
        priceScales = Arrays.copyOf(priceScales, count * 2);
        sizes = Arrays.copyOf(sizes, count * 2);
        sizeScales = Arrays.copyOf(sizeScales, count * 2);
    }
}
