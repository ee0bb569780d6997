package io.holdfast.exchange.binance;

import io.holdfast.codec.DecimalFit;
import io.holdfast.codec.FieldNames;
import io.holdfast.codec.JsonReader;
import io.holdfast.market.Side;

/** One {@code depthUpdate}, or one depth snapshot, as it is read; reused for every one. */
final class BinanceDepth {

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long MOST_MILLIS = Long.MAX_VALUE / NANOS_PER_MILLI;

    private static final FieldNames EVENT = FieldNames.of("E", "s", "U", "u", "b", "a");
    private static final int EVENT_COMPLETE = 0b111111;
    private static final FieldNames SNAPSHOT = FieldNames.of("lastUpdateId", "bids", "asks");
    private static final int SNAPSHOT_COMPLETE = 0b111;

    final LevelList levels = new LevelList();
    /** {@code U}: the first update that the event holds. */
    long firstId;
    /** {@code u}: the last update that the event, or the snapshot, holds. */
    long lastId;

    long timeNanos;
    /** How many bids the snapshot holds. */
    int bids;
    /** How many asks the snapshot holds. */
    int asks;

    private boolean complete;
    private boolean misfit;

    /** {@return whether every field was there once, with its type, and they agree} */
    boolean isComplete() {
        return complete;
    }

    /** {@return whether a price or size is a decimal that does not fit} */
    boolean misfits() {
        return misfit;
    }

    /** Reads an event; what was read may be acted on only when the whole frame has been found well-formed. */
    void readEvent(JsonReader json, byte[] symbol) {
        int seen = 0;
        boolean sound = true;
        begin();
        json.beginObject();
        while (json.nextField()) {
            final int field = json.field(EVENT);
            switch (field) {
                case 0 -> {
                    final long millis = json.readLong();
                    sound &= millis >= 0 && millis <= MOST_MILLIS;
                    timeNanos = millis * NANOS_PER_MILLI;
                }
                case 1 -> sound &= json.readString() && json.stringEquals(symbol);
                case 2 -> firstId = json.readLong();
                case 3 -> lastId = json.readLong();
                case 4 -> sound &= readSide(json, Side.BID);
                case 5 -> sound &= readSide(json, Side.ASK);
                default -> {
                    continue;
                }
            }
            sound &= (seen & 1 << field) == 0; // twice: which one counts is anybody's guess
            seen |= 1 << field;
        }
        final boolean idsInOrder = firstId >= 0 && firstId <= lastId;
        misfit &= sound && !json.failed();
        complete = sound && idsInOrder && seen == EVENT_COMPLETE && !json.failed();
    }

    /** Reads the answer to a depth request; whether it is well-formed to its end included. */
    void readSnapshot(JsonReader json) {
        int seen = 0;
        boolean sound = true;
        begin();
        json.beginObject();
        while (json.nextField()) {
            final int field = json.field(SNAPSHOT);
            switch (field) {
                case 0 -> lastId = json.readLong();
                case 1 -> {
                    final int before = levels.count();
                    sound &= readSide(json, Side.BID);
                    bids = levels.count() - before;
                }
                case 2 -> {
                    final int before = levels.count();
                    sound &= readSide(json, Side.ASK);
                    asks = levels.count() - before;
                }
                default -> {
                    continue;
                }
            }
            sound &= (seen & 1 << field) == 0;
            seen |= 1 << field;
        }
        final boolean whole = json.finish();
        misfit &= sound && whole;
        complete = sound && whole && lastId >= 0 && seen == SNAPSHOT_COMPLETE;
    }

    /** Takes what was read from a whole event. {@return whether it agrees} */
    boolean takeWhole(long millis) {
        timeNanos = millis * NANOS_PER_MILLI;
        complete = millis <= MOST_MILLIS && firstId <= lastId;
        return complete;
    }

    /** Forgets everything. */
    void begin() {
        levels.clear();
        firstId = -1;
        lastId = -1;
        timeNanos = 0;
        bids = 0;
        asks = 0;
        misfit = false;
        complete = false;
    }

    /** {@return whether every element is a pair of decimals} */
    private boolean readSide(JsonReader json, Side side) {
        boolean sound = json.beginArray();
        while (json.nextElement()) {
            json.beginArray();
            sound &= json.nextElement() && decimal(json);
            final long price = json.mantissa();
            final int priceScale = json.scale();
            sound &= json.nextElement() && decimal(json);
            levels.add(side, price, priceScale, json.mantissa(), json.scale());
            sound &= !json.nextElement();
        }
        return sound;
    }

    /** {@return whether it is a decimal that is not negative} One that does not fit is, and is noted. */
    private boolean decimal(JsonReader json) {
        if (json.readDecimal()) {
            return json.mantissa() >= 0;
        }
        misfit |= json.decimalFit() != DecimalFit.NOT_A_DECIMAL;
        return json.decimalFit() != DecimalFit.NOT_A_DECIMAL;
    }
}
