package io.holdfast.exchange.coinbase;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Text that stands the same in every frame, compared eight bytes at a time. */
final class CoinbaseFixedText {

    static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long[] words;
    private final int length;

    /** @param text ASCII, eight characters or more */
    CoinbaseFixedText(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        length = bytes.length;
        words = new long[(length + Long.BYTES - 1) / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = (long) WORD.get(bytes, offsetOf(i));
        }
    }

    /** {@return the first byte behind the text, if it stands at {@code at}; else -1} */
    int end(byte[] buffer, int at, int limit) {
        if (at < 0 || at + length > limit) {
            return -1;
        }
        for (int i = 0; i < words.length; i++) {
            if ((long) WORD.get(buffer, at + offsetOf(i)) != words[i]) {
                return -1;
            }
        }
        return at + length;
    }

    /** The last word overlaps the one before it, so that none reaches beyond the text. */
    private int offsetOf(int word) {
        return Math.min(word * Long.BYTES, length - Long.BYTES);
    }
}
