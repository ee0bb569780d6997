package io.holdfast.exchange.kraken;

import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.codec.JsonType;
import io.holdfast.exchange.ExchangeStatus;
import java.nio.charset.StandardCharsets;

/** The {@code data} of a {@code status} frame: how the exchange is, and which maintenance is ahead. Cold path. */
final class KrakenStatus {

    private static final FieldNames FIELDS =
            FieldNames.of("version", "system", "connection_id", "upcoming_maintenance", "emergency");
    private static final FieldNames EVENT = FieldNames.of("title", "phase", "expected_start_utc", "expected_end_utc");
    private static final int LONGEST_DETAIL = 500;

    private ExchangeStatus status = ExchangeStatus.UNKNOWN;
    private final StringBuilder detail = new StringBuilder();
    private boolean found;

    private KrakenStatus() {}

    /** Reads the waiting value; whether the document is sound says the reader. */
    static KrakenStatus read(JsonReader json) {
        final KrakenStatus read = new KrakenStatus();
        json.beginArray();
        while (json.nextElement()) {
            json.beginObject();
            while (json.nextField()) {
                read.readField(json);
            }
        }
        return read;
    }

    /** {@return whether it says how the exchange is} */
    boolean isComplete() {
        return found;
    }

    ExchangeStatus status() {
        return status;
    }

    String detail() {
        return detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail.toString();
    }

    private void readField(JsonReader json) {
        switch (json.field(FIELDS)) {
            case 0 -> say("version ").append(text(json));
            case 1 -> {
                final String system = text(json);
                say("system ").append(system);
                status = statusOf(system);
                found = true;
            }
            case 2 -> { // may be beyond a signed 64-bit integer, so it stays text
                json.skipValue();
                say("connection ")
                        .append(new String(
                                json.buffer(), json.valueOffset(), json.valueLength(), StandardCharsets.US_ASCII));
            }
            case 3 -> readMaintenance(json);
            case 4 -> readEmergencies(json);
            default -> json.skipValue();
        }
    }

    private void readMaintenance(JsonReader json) {
        if (json.peek() != JsonType.ARRAY) {
            json.skipValue();
            return;
        }
        json.beginArray();
        while (json.nextElement()) {
            if (json.peek() != JsonType.OBJECT) {
                json.skipValue();
                continue;
            }
            final String[] texts = {"", "", "", ""};
            json.beginObject();
            while (json.nextField()) {
                final int field = json.field(EVENT);
                if (field < 0) {
                    json.skipValue();
                } else {
                    texts[field] = text(json);
                }
            }
            say("maintenance ").append('"').append(texts[0]).append("\" ").append(texts[1]);
            detail.append(' ').append(texts[2]).append(" to ").append(texts[3]);
        }
    }

    /** Their shape is not documented: how many there are is all that is taken from them. */
    private void readEmergencies(JsonReader json) {
        if (json.peek() != JsonType.ARRAY) {
            json.skipValue();
            return;
        }
        int count = 0;
        json.beginArray();
        while (json.nextElement()) {
            json.skipValue();
            count++;
        }
        if (count > 0) {
            say("emergencies ").append(count);
        }
    }

    private StringBuilder say(String what) {
        return detail.append(detail.isEmpty() ? "" : ", ").append(what);
    }

    private static String text(JsonReader json) {
        if (json.peek() == JsonType.STRING && json.readString()) {
            return json.stringText();
        }
        json.skipValue();
        return "";
    }

    private static ExchangeStatus statusOf(String system) {
        return switch (system) {
            case "online" -> ExchangeStatus.ONLINE;
            case "cancel_only", "post_only" -> ExchangeStatus.RESTRICTED;
            case "maintenance" -> ExchangeStatus.MAINTENANCE;
            default -> ExchangeStatus.UNKNOWN;
        };
    }
}
