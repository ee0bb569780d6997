package io.holdfast.exchange.coinbase;

/** Reads the text frames of one feed. */
interface CoinbaseReader {

    /** Reads one frame; never throws, whatever it holds. */
    void read(byte[] buffer, int offset, int length);
}
