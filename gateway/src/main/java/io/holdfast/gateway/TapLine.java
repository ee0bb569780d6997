package io.holdfast.gateway;

import io.holdfast.feed.EventKind;
import io.holdfast.feed.MarketEvent;
import io.holdfast.market.Decimal;

/**
 * Writes events as JSON, one object a line; {@code docs/tap.md} is the schema.
 *
 * <p>Prices and sizes are strings with exactly the digits of the exchange; what the exchange may have named is escaped
 * to ASCII, so that a line is one line on every terminal. Stateless.
 */
final class TapLine {

    private static final String HEX = "0123456789abcdef";

    private TapLine() {}

    /** Appends the event as one JSON object, without a line end. */
    static void append(StringBuilder out, MarketEvent event) {
        out.append("{\"kind\":\"").append(event.kind()).append('"');
        text(out, "exchange", event.exchange());
        text(out, "instrument", event.instrument().toString());
        text(out, "channel", event.channel().name());
        integer(out, "epoch", event.epoch());
        integer(out, "ringSequence", event.ringSequence());
        integer(out, "sequence", event.sequence());
        integer(out, "exchangeTimeNanos", event.exchangeTimeNanos());
        integer(out, "receivedTimeNanos", event.receivedTimeNanos());
        switch (event.kind()) {
            case STATUS -> {
                text(out, "status", event.status().name());
                text(out, "reason", event.reason().name());
            }
            case GATE -> {
                out.append(",\"open\":").append(event.isGateOpen());
                text(out, "reason", event.reason().name());
            }
            case TOP_OF_BOOK -> {
                decimal(out, "bidPrice", event.bidPrice(), event.bidPriceScale());
                decimal(out, "bidSize", event.bidSize(), event.bidSizeScale());
                decimal(out, "askPrice", event.askPrice(), event.askPriceScale());
                decimal(out, "askSize", event.askSize(), event.askSizeScale());
            }
            case TRADE, BOOK_LEVEL -> appendPriced(out, event);
            default -> throw new AssertionError("unhandled kind: " + event.kind());
        }
        out.append('}');
    }

    private static void appendPriced(StringBuilder out, MarketEvent event) {
        text(out, "side", event.side().name());
        decimal(out, "price", event.price(), event.priceScale());
        decimal(out, "size", event.size(), event.sizeScale());
        if (event.kind() == EventKind.BOOK_LEVEL) {
            out.append(",\"snapshot\":").append(event.isSnapshot());
            out.append(",\"last\":").append(event.isLast());
        }
    }

    /** Appends a JSON string, everything outside printable ASCII escaped (RFC 8259 §7). */
    static void appendString(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            final char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                out.append(c);
            } else {
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    out.append(HEX.charAt(c >> shift & 0xf));
                }
            }
        }
        out.append('"');
    }

    private static void text(StringBuilder out, String name, String value) {
        key(out, name);
        appendString(out, value);
    }

    private static void integer(StringBuilder out, String name, long value) {
        key(out, name);
        out.append(value);
    }

    private static void decimal(StringBuilder out, String name, long mantissa, int scale) {
        key(out, name);
        out.append('"');
        Decimal.appendTo(out, mantissa, scale);
        out.append('"');
    }

    private static void key(StringBuilder out, String name) {
        out.append(",\"").append(name).append("\":");
    }
}
