package io.holdfast.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderFramesTest {

    private static final int DECODES = 100_000;
    private static final int NOISE_BYTES = 4_096; // a timer of the JIT or the profiler may charge us a little

    private final SymbolTable symbols = new SymbolTable();
    private final TickerDecoder decoder = new TickerDecoder(symbols);

    static java.util.stream.Stream<String> frames() {
        return Frames.all();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void everyFrameOfTheExchangesReadsCleanly(String frame) {
        final byte[] bytes = frame.getBytes(UTF_8);
        decoder.reader.wrap(bytes, 0, bytes.length);

        assertThat(decoder.reader.finish()).as(decoder.reader.describeError()).isTrue();
    }

    @Test
    void aBookTickerIsDecodedExactly() {
        symbols.put("BNBUSDT", 3);
        final byte[] frame = Frames.BOOK_TICKER.getBytes(UTF_8);

        assertThat(decoder.ticker(frame, 0, frame.length)).isTrue();
        assertThat(decoder.instrument).isEqualTo(3);
        assertThat(decoder.sequence).isEqualTo(400_900_217);
        assertThat(decoder.mantissas).containsExactly(2535190000L, 3121000000L, 2536520000L, 4066000000L);
        assertThat(decoder.scales).containsExactly(8, 8, 8, 8);
    }

    @Test
    void aTradeIsDecodedExactly() {
        symbols.put("BNBBTC", 4);
        final byte[] frame = Frames.TRADE.getBytes(UTF_8);

        assertThat(decoder.trade(frame, 0, frame.length)).isTrue();
        assertThat(decoder.instrument).isEqualTo(4);
        assertThat(decoder.mantissas).startsWith(1, 100);
        assertThat(decoder.scales).startsWith(3, 0);
        assertThat(decoder.timeMillis).isEqualTo(1_672_515_782_136L);
        assertThat(decoder.buyerIsMaker).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"usual", "reordered", "escaped", "broken"})
    void bookTickersAllocateNothingWhateverTheirShape(String shape) {
        symbols.put("BNBUSDT", 3);
        final byte[] frame = shaped(shape).getBytes(UTF_8);

        assertThat(allocatedBy(() -> decoder.ticker(frame, 0, frame.length))).isLessThan(NOISE_BYTES);
        assertThat(decoder.ticker(frame, 0, frame.length)).isEqualTo(!shape.equals("broken"));
    }

    @Test
    void tradesAllocateNothing() {
        symbols.put("BNBBTC", 4);
        final byte[] frame = Frames.TRADE.getBytes(UTF_8);

        assertThat(allocatedBy(() -> decoder.trade(frame, 0, frame.length))).isLessThan(NOISE_BYTES);
    }

    @Test
    void slowDecimalsTimestampsAndSkippedBooksAllocateNothing() {
        final byte[] frame = Frames.of("kraken").get(4).getBytes(UTF_8);
        final byte[] time = "2023-10-06T17:35:55.440295Z".getBytes(UTF_8);
        final byte[] decimal = "12345678901234567.000e-2".getBytes(UTF_8);
        final DecimalParser parser = new DecimalParser();

        assertThat(allocatedBy(() -> {
                    decoder.reader.wrap(frame, 0, frame.length);
                    return decoder.reader.finish()
                            && Rfc3339.parse(time, 0, time.length) > 0
                            && parser.parse(decimal, 0, decimal.length);
                }))
                .isLessThan(NOISE_BYTES);
    }

    private static String shaped(String shape) {
        return switch (shape) {
            case "reordered" -> "{ \"A\" : \"40.66\" , \"x\": [1, {\"y\": null}], \"s\":\"BNBUSDT\", \"b\": 1e-8}";
            case "escaped" -> Frames.BOOK_TICKER.replace("BNBUSDT", "\\u0042NB\\u0055SDT");
            case "broken" -> Frames.BOOK_TICKER.substring(0, 70);
            default -> Frames.BOOK_TICKER;
        };
    }

    private static long allocatedBy(BooleanSupplier decode) {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long self = Thread.currentThread().getId();
        int succeeded = 0;
        for (int i = 0; i < DECODES; i++) {
            succeeded += decode.getAsBoolean() ? 1 : 0;
        }
        final long before = threads.getThreadAllocatedBytes(self);
        for (int i = 0; i < DECODES; i++) {
            succeeded += decode.getAsBoolean() ? 1 : 0;
        }
        final long allocated = threads.getThreadAllocatedBytes(self) - before;
        assertThat(succeeded).isIn(0, 2 * DECODES);
        return allocated;
    }
}
