package io.holdfast.benchmarks.decode;

import com.alibaba.fastjson2.JSON;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import info.bitrich.xchangestream.binance.dto.market.BookTickerBinanceWebSocketTransaction;
import info.bitrich.xchangestream.binance.dto.market.DepthBinanceWebSocketTransaction;
import info.bitrich.xchangestream.service.netty.StreamingObjectMapperHelper;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.transport.FrameKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One frame into events: nanoseconds a frame over a run of frames that differ and are in sequence.
 *
 * <p>{@link #holdfast} does more than the others: it follows the exchange's numbering, keeps Kraken's book and verifies
 * its checksum, and joins Binance's depth. The others make objects and stop there, but for {@link #jacksonAndTreeMap}, which
 * does the same work. The allocation that the gc profiler
 * tells of {@link #holdfast} includes a fresh protocol and book for every {@value #FRAMES} frames; that the frames
 * themselves allocate nothing is a test of each plugin.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class DecodeBenchmark {

    /** Few enough that all of them stay in the processor's cache, where a frame is that has just been received. */
    static final int FRAMES = 1_000;

    /** Behind the last frame, as in the buffer of a connection. */
    private static final int ROOM = 64;

    /** Which messages. */
    @Param
    public Hot hot;

    private Conversation conversation;
    private byte[] buffer;
    /** Where each frame begins, and where the last one ends. */
    private int[] starts;

    private String[] texts;
    private UsualBook usualBook;
    private ObjectReader jackson;
    private final ObjectMapper xchange = StreamingObjectMapperHelper.getObjectMapper();
    private final JsonFactory streaming = new JsonFactory();
    private CountingSink sink;
    private ExchangeProtocol protocol;
    private long eventsBefore;

    /** Holds the conversation. */
    @Setup(Level.Trial)
    public void hold() {
        conversation = Conversation.hold(hot, FRAMES);
        texts = new String[FRAMES];
        starts = new int[FRAMES + 1];
        for (int i = 0; i < FRAMES; i++) {
            texts[i] = new String(conversation.frames[i], StandardCharsets.UTF_8);
            starts[i + 1] = starts[i] + conversation.frames[i].length;
        }
        buffer = new byte[starts[FRAMES] + ROOM];
        for (int i = 0; i < FRAMES; i++) {
            System.arraycopy(conversation.frames[i], 0, buffer, starts[i], length(i));
        }
        jackson = JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .readerFor(hot.message);
    }

    /** Brings a fresh protocol live. */
    @Setup(Level.Invocation)
    public void connect() {
        usualBook = new UsualBook();
        sink = new CountingSink();
        protocol = conversation.newProtocol(sink);
        eventsBefore = sink.events;
    }

    /** Our plugin; whatever it finds wrong is an exception. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public long holdfast() {
        for (int i = 0; i < FRAMES; i++) {
            protocol.onFrame(FrameKind.TEXT, buffer, starts[i], length(i));
        }
        if (sink.events - eventsBefore < FRAMES / 2) {
            throw new IllegalStateException(sink.events - eventsBefore + " events of " + FRAMES + " frames");
        }
        return sink.sum;
    }

    /** Jackson, databind, {@code BigDecimal}. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void jacksonDatabind(Blackhole hole) throws IOException {
        for (int i = 0; i < FRAMES; i++) {
            hole.consume(jackson.<Object>readValue(buffer, starts[i], length(i)));
        }
    }

    /** The same work as {@link #holdfast}: Jackson's objects, applied to a book of tree maps, and Kraken's checksum. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void jacksonAndTreeMap(Blackhole hole) throws IOException {
        for (int i = 0; i < FRAMES; i++) {
            hole.consume(usualBook.apply(jackson.readValue(buffer, starts[i], length(i))));
        }
    }

    /** Jackson, streaming: every token visited, numbers and strings taken as text. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void jacksonStreaming(Blackhole hole) throws IOException {
        for (int i = 0; i < FRAMES; i++) {
            try (JsonParser parser = streaming.createParser(buffer, starts[i], length(i))) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    if (token.isScalarValue()) {
                        hole.consume(parser.getTextLength());
                    }
                }
            }
        }
    }

    /** fastjson2, into the same objects as Jackson. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void fastjson2(Blackhole hole) {
        for (int i = 0; i < FRAMES; i++) {
            hole.consume(JSON.<Object>parseObject(buffer, starts[i], length(i), StandardCharsets.UTF_8, hot.message));
        }
    }

    /** The way of XChange-stream for Binance: text, tree, its own objects; for others, its first step alone. */
    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void xchangeStream(Blackhole hole) throws IOException {
        for (int i = 0; i < FRAMES; i++) {
            final JsonNode tree = xchange.readTree(texts[i]);
            switch (hot) {
                case BINANCE_TICKER ->
                    hole.consume(xchange.treeToValue(tree.get("data"), BookTickerBinanceWebSocketTransaction.class));
                case BINANCE_DEPTH ->
                    hole.consume(xchange.treeToValue(tree.get("data"), DepthBinanceWebSocketTransaction.class));
                default -> hole.consume(tree);
            }
        }
    }

    /** Says how large the frames were. */
    @TearDown(Level.Trial)
    public void say() {
        System.out.println(hot + ": " + starts[FRAMES] / FRAMES + " bytes a frame on average");
    }

    private int length(int frame) {
        return starts[frame + 1] - starts[frame];
    }
}
