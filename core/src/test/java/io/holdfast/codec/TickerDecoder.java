package io.holdfast.codec;

/** A protocol in small, as a plugin would write it: Binance's book ticker and trade. Keeps the last values read. */
final class TickerDecoder {

    private static final FieldNames TICKER = FieldNames.of("u", "s", "b", "B", "a", "A");
    private static final FieldNames TRADE = FieldNames.of("e", "E", "s", "t", "p", "q", "T", "m", "M");

    final JsonReader reader = new JsonReader();
    private final SymbolTable symbols;

    int instrument;
    long sequence;
    long timeMillis;
    boolean buyerIsMaker;
    final long[] mantissas = new long[4];
    final int[] scales = new int[4];

    TickerDecoder(SymbolTable symbols) {
        this.symbols = symbols;
    }

    boolean ticker(byte[] buffer, int offset, int length) {
        reader.wrap(buffer, offset, length);
        reader.beginObject();
        while (reader.nextField()) {
            final int field = reader.field(TICKER);
            switch (field) {
                case 0 -> sequence = reader.readLong();
                case 1 -> symbol();
                case 2, 3, 4, 5 -> decimal(field - 2);
                default -> {}
            }
        }
        return reader.finish() && reader.misfits() == 0;
    }

    boolean trade(byte[] buffer, int offset, int length) {
        reader.wrap(buffer, offset, length);
        reader.beginObject();
        while (reader.nextField()) {
            switch (reader.field(TRADE)) {
                case 2 -> symbol();
                case 3 -> sequence = reader.readLong();
                case 4 -> decimal(0);
                case 5 -> decimal(1);
                case 6 -> timeMillis = reader.readLong();
                case 7 -> buyerIsMaker = reader.readBoolean();
                default -> {}
            }
        }
        return reader.finish() && reader.misfits() == 0;
    }

    private void symbol() {
        reader.readString();
        instrument = symbols.get(reader.stringBytes(), reader.stringOffset(), reader.stringLength());
    }

    private void decimal(int slot) {
        reader.readDecimal();
        mantissas[slot] = reader.mantissa();
        scales[slot] = reader.scale();
    }
}
