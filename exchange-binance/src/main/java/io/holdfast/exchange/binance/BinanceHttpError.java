package io.holdfast.exchange.binance;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;

/**
 * What Binance says in an HTTP answer that is no success: {@code {"code":-1121,"msg":"Invalid symbol."}}; the firewall
 * answers in HTML. All but the unknown symbol may pass: -1016 ("This service is no longer available.") too, which one HTTP
 * server says of itself while streams go on; what ends those is announced by them. Cold path.
 *
 * @param code    the exchange's code; 0 where there is none
 * @param message what it says; not to be trusted
 */
record BinanceHttpError(long code, String message) {

    private static final FieldNames FIELDS = FieldNames.of("code", "msg");
    private static final long INVALID_SYMBOL = -1121;

    static BinanceHttpError read(JsonReader json) {
        long code = 0;
        String message = "";
        json.beginObject();
        while (json.nextField()) {
            final int field = json.field(FIELDS);
            if (field == 0 && json.peek() == JsonType.NUMBER) {
                code = json.readLong();
            } else if (field == 1 && json.peek() == JsonType.STRING && json.readString()) {
                message = json.stringText();
            }
        }
        return json.finish() ? new BinanceHttpError(code, message) : new BinanceHttpError(0, "");
    }

    boolean isUnknownSymbol() {
        return code == INVALID_SYMBOL;
    }

    String describe(int status) {
        return status == 0 ? "no HTTP answer" : "HTTP " + status + ", code " + code + ": " + message;
    }
}
