package io.holdfast.transport.netty.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes are UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF), a piece at a time:
 * a character may begin in one fragment and end in the next.
 *
 * <p>Eight ASCII bytes are passed at a time, which is nearly all of market data. Does not allocate. Confined to the
 * connection's thread.
 */
final class Utf8Check {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NOT_ASCII = 0x8080808080808080L;
    private static final int LEAST_CONTINUATION = 0x80;
    private static final int MOST_CONTINUATION = 0xbf;

    private int missing; // continuation bytes still to come
    private int least = LEAST_CONTINUATION; // bounds of the next one: the second byte of some characters has narrower
    private int most = MOST_CONTINUATION;

    /** Begins anew. */
    void reset() {
        missing = 0;
        least = LEAST_CONTINUATION;
        most = MOST_CONTINUATION;
    }

    /** {@return whether no character is unfinished} */
    boolean isComplete() {
        return missing == 0;
    }

    /** {@return whether these bytes are one whole, valid text} */
    boolean isText(byte[] bytes, int offset, int length) {
        reset();
        return accepts(bytes, offset, length) && isComplete();
    }

    /** {@return whether these bytes may follow those before} After a refusal, {@link #reset} it. */
    boolean accepts(byte[] bytes, int offset, int length) {
        final int end = offset + length;
        int i = offset;
        while (i < end) {
            if (missing == 0) {
                i = skipAscii(bytes, i, end);
                if (i == end) {
                    return true;
                }
                if (!lead(bytes[i] & 0xff)) {
                    return false;
                }
            } else if (!continuation(bytes[i] & 0xff)) {
                return false;
            }
            i++;
        }
        return true;
    }

    private static int skipAscii(byte[] bytes, int from, int end) {
        int i = from;
        while (i + Long.BYTES <= end && ((long) LONGS.get(bytes, i) & NOT_ASCII) == 0) {
            i += Long.BYTES;
        }
        while (i < end && bytes[i] >= 0) {
            i++;
        }
        return i;
    }

    private boolean lead(int b) {
        if (b >= 0xc2 && b <= 0xdf) {
            missing = 1;
        } else if (b >= 0xe0 && b <= 0xef) {
            missing = 2;
            least = b == 0xe0 ? 0xa0 : LEAST_CONTINUATION; // shorter forms exist
            most = b == 0xed ? 0x9f : MOST_CONTINUATION; // surrogates
        } else if (b >= 0xf0 && b <= 0xf4) {
            missing = 3;
            least = b == 0xf0 ? 0x90 : LEAST_CONTINUATION; // shorter forms exist
            most = b == 0xf4 ? 0x8f : MOST_CONTINUATION; // above U+10FFFF
        } else {
            return false;
        }
        return true;
    }

    private boolean continuation(int b) {
        if (b < least || b > most) {
            return false;
        }
        missing--;
        least = LEAST_CONTINUATION;
        most = MOST_CONTINUATION;
        return true;
    }
}
