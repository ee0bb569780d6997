package io.holdfast.codec;

/** UTF-8 by the table of Unicode 15, section 3.9, D92 (well-formed byte sequences); RFC 3629 has the same. */
final class Utf8 {

    private Utf8() {}

    /**
     * Measures one character of two to four bytes.
     *
     * @return the bytes it takes; 0 if they are malformed or cut short by {@code limit}
     */
    static int width(byte[] buffer, int at, int limit) {
        final int lead = buffer[at] & 0xFF;
        if (lead >= 0xC2 && lead <= 0xDF) { // C0 and C1 could only begin overlong forms
            return isTail(buffer, at + 1, limit) ? 2 : 0;
        }
        if (lead >= 0xE0 && lead <= 0xEF) {
            final int low = lead == 0xE0 ? 0xA0 : 0x80; // below: overlong
            final int high = lead == 0xED ? 0x9F : 0xBF; // above: surrogates
            return isWithin(buffer, at + 1, limit, low, high) && isTail(buffer, at + 2, limit) ? 3 : 0;
        }
        if (lead >= 0xF0 && lead <= 0xF4) {
            final int low = lead == 0xF0 ? 0x90 : 0x80; // below: overlong
            final int high = lead == 0xF4 ? 0x8F : 0xBF; // above: beyond U+10FFFF
            return isWithin(buffer, at + 1, limit, low, high)
                            && isTail(buffer, at + 2, limit)
                            && isTail(buffer, at + 3, limit)
                    ? 4
                    : 0;
        }
        return 0;
    }

    private static boolean isTail(byte[] buffer, int at, int limit) {
        return isWithin(buffer, at, limit, 0x80, 0xBF);
    }

    private static boolean isWithin(byte[] buffer, int at, int limit, int low, int high) {
        return at < limit && (buffer[at] & 0xFF) >= low && (buffer[at] & 0xFF) <= high;
    }
}
