package io.holdfast.benchmarks.decode;

import java.math.BigDecimal;

/** The objects that a mapper fills, as an application would write them: exact numbers, no field that is not needed. */
public final class Messages {

    private Messages() {}

    // Public fields, named as in the messages, so that both mappers take them as they are.

    /** Binance's envelope and {@code bookTicker}. */
    public static final class BinanceTicker {
        public String stream;
        public Ticker data;

        /** Its payload. */
        public static final class Ticker {
            public long u;
            public String s;
            public BigDecimal b;
            public BigDecimal B;
            public BigDecimal a;
            public BigDecimal A;
        }
    }

    /** Binance's envelope and {@code depthUpdate}. */
    public static final class BinanceDepth {
        public String stream;
        public Depth data;

        /** Its payload. */
        public static final class Depth {
            public String e;
            public long E;
            public String s;
            public long U;
            public long u;
            public BigDecimal[][] b;
            public BigDecimal[][] a;
        }
    }

    /** Kraken's {@code book}. */
    public static final class KrakenBook {
        public String channel;
        public String type;
        public Book[] data;

        /** One instrument's. */
        public static final class Book {
            public String symbol;
            public Level[] bids;
            public Level[] asks;
            public long checksum;
            public String timestamp;
        }

        /** One level. */
        public static final class Level {
            public BigDecimal price;
            public BigDecimal qty;
        }
    }

    /** Coinbase's {@code l2_data}. */
    public static final class CoinbaseLevel2 {
        public String channel;
        public String timestamp;
        public long sequence_num;
        public Event[] events;

        /** One product's. */
        public static final class Event {
            public String type;
            public String product_id;
            public Update[] updates;
        }

        /** One level. */
        public static final class Update {
            public String side;
            public String event_time;
            public BigDecimal price_level;
            public BigDecimal new_quantity;
        }
    }
}
