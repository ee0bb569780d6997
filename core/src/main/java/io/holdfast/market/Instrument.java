package io.holdfast.market;

import static java.util.Objects.requireNonNull;

/**
 * What is traded, in our naming: {@code BTC/USDT}. An exchange's own spelling of it is its <em>symbol</em>.
 *
 * <p>Codes are kept as they are given: no case change, no aliases, any letters (Binance lists {@code 这是测试币/456}).
 *
 * @param base  what is bought and sold; 1 to 32 characters, no {@code /}, no white space, no control characters
 * @param quote what it is paid in; the same
 */
public record Instrument(String base, String quote) implements Comparable<Instrument> {

    private static final int MAX_CODE_LENGTH = 32;

    /** Checks both codes. */
    public Instrument {
        checkCode(base, "base");
        checkCode(quote, "quote");
    }

    /**
     * {@return the instrument of a name such as {@code BTC/USDT}}
     *
     * @throws IllegalArgumentException if the name is not two codes with one {@code /} between them
     */
    public static Instrument of(String name) {
        final int slash = requireNonNull(name, "name").indexOf('/');
        if (slash < 0 || slash != name.lastIndexOf('/')) {
            throw new IllegalArgumentException("instrument: \"" + name + "\" (expected: BASE/QUOTE, such as BTC/USDT)");
        }
        return new Instrument(name.substring(0, slash), name.substring(slash + 1));
    }

    @Override
    public int compareTo(Instrument other) {
        final int byBase = base.compareTo(other.base);
        return byBase != 0 ? byBase : quote.compareTo(other.quote);
    }

    /** {@return {@code BASE/QUOTE}} */
    @Override
    public String toString() {
        return base + "/" + quote;
    }

    private static void checkCode(String code, String name) {
        requireNonNull(code, name);
        if (code.isEmpty()
                || code.length() > MAX_CODE_LENGTH
                || !code.codePoints().allMatch(Instrument::mayAppear)) {
            throw new IllegalArgumentException(name + ": \"" + code + "\" (expected: 1 to " + MAX_CODE_LENGTH
                    + " characters without '/', white space and control characters)");
        }
    }

    private static boolean mayAppear(int codePoint) {
        return codePoint != '/'
                && !Character.isWhitespace(codePoint)
                && !Character.isISOControl(codePoint)
                && Character.getType(codePoint) != Character.FORMAT;
    }
}
