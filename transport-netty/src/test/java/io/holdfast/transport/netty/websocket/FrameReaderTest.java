package io.holdfast.transport.netty.websocket;

import static io.holdfast.transport.netty.websocket.FrameReaderTest.Bytes.close;
import static io.holdfast.transport.netty.websocket.FrameReaderTest.Bytes.frame;
import static io.holdfast.transport.netty.websocket.FrameReaderTest.Bytes.hex;
import static io.holdfast.transport.netty.websocket.FrameReaderTest.Bytes.join;
import static io.holdfast.transport.netty.websocket.FrameReaderTest.Bytes.text;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.transport.ConnectionLimits;
import io.holdfast.transport.DisconnectCause;
import io.holdfast.transport.FrameKind;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cases of the Autobahn test suite that concern a client without extensions (groups 1 to 7, and 9 scaled down), as
 * bytes of a server, each delivered whole, byte by byte and cut at random; and what the suite does not ask.
 */
class FrameReaderTest {

    private static final String VIOLATION = "PROTOCOL_VIOLATION 1002";
    private static final String INVALID_TEXT = "TEXT_INVALID 1007";
    private static final String TOO_LARGE = "MESSAGE_TOO_LARGE 1009";
    private static final ConnectionLimits LIMITS = ConnectionLimits.DEFAULT;

    /** What is received and what must come of it. */
    record Case(String name, byte[] bytes, List<String> events) {
        static Case of(String name, byte[] bytes, String... events) {
            return new Case(name, bytes, List.of(events));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                        lengths(),
                        controlFrames(),
                        reserved(),
                        fragments(),
                        utf8(),
                        closes(),
                        closeCodes(),
                        large(),
                        beyond())
                .flatMap(group -> group);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deliveredWhole(Case given) {
        assertThat(readIn(given.bytes, given.bytes.length)).isEqualTo(given.events);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deliveredByteByByte(Case given) {
        assertThat(readIn(given.bytes, 1)).isEqualTo(given.events);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void deliveredInPiecesOfAnySize(Case given) {
        for (long seed = 0; seed < 20; seed++) {
            final SplittableRandom random = new SplittableRandom(seed);
            final Recorder recorder = new Recorder(LIMITS);
            int position = 0;
            while (position < given.bytes.length) {
                final int most = random.nextInt(4) == 0 ? 70_000 : 20;
                final int end = Math.min(given.bytes.length, position + 1 + random.nextInt(most));
                recorder.receive(given.bytes, position, end);
                position = end;
            }
            assertThat(recorder.events).as("seed %d", seed).isEqualTo(given.events);
        }
    }

    @Test
    void aClaimedLengthIsGivenNoMemoryUntilItsBytesCome() {
        final ConnectionLimits limits = LIMITS.withMaxMessageBytes(1 << 30);
        final ReadBuffer buffer = new ReadBuffer(new byte[1_024]);
        final FrameReader reader = new FrameReader(buffer, limits, new Recorder(limits));

        buffer.append(Unpooled.wrappedBuffer(hex("827f0000000040000000"), new byte[5_000]));
        reader.read();

        assertThat(buffer.bytes().length).isLessThan(16_384);
    }

    @Test
    void tooManyFragmentsEndTheMessageHoweverSmallTheyAre() {
        final Recorder recorder = new Recorder(LIMITS);
        recorder.receive(frame(false, 2, new byte[0]));
        for (int i = 1; i < LIMITS.maxFragments(); i++) {
            recorder.receive(frame(false, 0, new byte[0]));
        }
        assertThat(recorder.events).isEmpty();

        recorder.receive(frame(true, 0, new byte[0]));

        assertThat(recorder.events).containsExactly(TOO_LARGE);
    }

    @Test
    void aMessageOfExactlyTheLimitIsTakenAndOneByteMoreIsNot() {
        final ConnectionLimits limits = LIMITS.withMaxMessageBytes(1_000);

        assertThat(readWith(limits, frame(true, 2, new byte[1_000]))).containsExactly("BINARY:1000 bytes");
        assertThat(readWith(limits, frame(true, 2, new byte[1_001]))).containsExactly(TOO_LARGE);
        assertThat(readWith(limits, join(frame(false, 2, new byte[600]), frame(true, 0, new byte[400]))))
                .containsExactly("BINARY:1000 bytes");
        assertThat(readWith(limits, join(frame(false, 2, new byte[600]), frame(true, 0, new byte[401]))))
                .containsExactly(TOO_LARGE);
    }

    @Test
    void aReadThatCompletesNothingSaysSo() {
        final Recorder recorder = new Recorder(LIMITS);
        final byte[] frame = text("hello");

        assertThat(recorder.receive(frame, 0, 4)).isFalse();
        assertThat(recorder.receive(frame, 4, frame.length)).isTrue();
        assertThat(recorder.receive(Bytes.frame(false, 1, "a".getBytes(UTF_8)))).isFalse();
        assertThat(recorder.receive(Bytes.frame(true, 9, new byte[0]))).isTrue();
    }

    @Test
    void aListenerMayStopTheReaderInTheMiddleOfARead() {
        final Recorder recorder = new Recorder(LIMITS);
        recorder.stopAfter = 1;

        recorder.receive(join(text("one"), text("two")));

        assertThat(recorder.events).containsExactly("TEXT:one");
    }

    private static Stream<Case> lengths() {
        return IntStream.of(0, 1, 125, 126, 127, 128, 65_535, 65_536)
                .boxed()
                .flatMap(n -> Stream.of(
                        Case.of(
                                "1.1 text of " + n,
                                frame(true, 1, "*".repeat(n).getBytes(UTF_8)),
                                n > 100 ? "TEXT:" + n + " bytes" : "TEXT:" + "*".repeat(n)),
                        Case.of("1.2 binary of " + n, frame(true, 2, new byte[n]), "BINARY:" + n + " bytes")));
    }

    private static Stream<Case> controlFrames() {
        final byte[] most = new byte[125];
        Arrays.fill(most, (byte) 0xfe);
        final byte[][] ten = new byte[10][];
        final String[] tenTold = new String[10];
        for (int i = 0; i < 10; i++) {
            ten[i] = frame(true, 9, ("p" + i).getBytes(UTF_8));
            tenTold[i] = "ping:p" + i;
        }
        return Stream.of(
                Case.of("2.1 ping without payload", frame(true, 9, new byte[0]), "ping:"),
                Case.of("2.2 ping", frame(true, 9, "hi".getBytes(UTF_8)), "ping:hi"),
                Case.of("2.4 ping of 125 bytes", frame(true, 9, most), "ping:" + new String(most, ISO_8859_1)),
                Case.of("2.5 ping of 126 bytes", frame(true, 9, new byte[126]), VIOLATION),
                Case.of("2.7 pong unasked", frame(true, 10, new byte[0]), "pong:"),
                Case.of("2.8 pong unasked, with payload", frame(true, 10, "x".getBytes(UTF_8)), "pong:x"),
                Case.of("2.9 pong of 126 bytes", frame(true, 10, new byte[126]), VIOLATION),
                Case.of("2.10 ten pings", join(ten), tenTold));
    }

    private static Stream<Case> reserved() {
        final List<Case> cases = new ArrayList<>();
        for (int bits = 1; bits <= 7; bits++) {
            final byte[] text = text("x");
            text[0] |= (byte) (bits << 4);
            final byte[] ping = frame(true, 9, new byte[0]);
            ping[0] |= (byte) (bits << 4);
            cases.add(Case.of("3 reserved " + bits, join(text("before"), text), "TEXT:before", VIOLATION));
            cases.add(Case.of("3 reserved in ping " + bits, join(text("before"), ping), "TEXT:before", VIOLATION));
        }
        for (final int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            cases.add(Case.of(
                    "4 opcode " + opcode,
                    join(text("before"), frame(true, opcode, new byte[0]), text("after")),
                    "TEXT:before",
                    VIOLATION));
            cases.add(Case.of("4 opcode with payload " + opcode, frame(true, opcode, new byte[] {1}), VIOLATION));
        }
        return cases.stream();
    }

    private static Stream<Case> fragments() {
        final byte[] first = frame(false, 1, "one,".getBytes(UTF_8));
        final byte[] last = frame(true, 0, "two".getBytes(UTF_8));
        final byte[] middle = frame(false, 0, "mid,".getBytes(UTF_8));
        final byte[] ping = frame(true, 9, "p".getBytes(UTF_8));
        return Stream.of(
                Case.of("5.1 ping in two", join(frame(false, 9, new byte[0]), frame(true, 0, new byte[0])), VIOLATION),
                Case.of("5.2 pong in two", frame(false, 10, new byte[0]), VIOLATION),
                Case.of("5.3 text in two", join(first, last), "TEXT:one,two"),
                Case.of("5.5 text in three", join(first, middle, last), "TEXT:one,mid,two"),
                Case.of("5.6 ping between", join(first, ping, last), "ping:p", "TEXT:one,two"),
                Case.of(
                        "5.8 pings between",
                        join(first, ping, middle, ping, last),
                        "ping:p",
                        "ping:p",
                        "TEXT:one,mid,two"),
                Case.of("5.9 final continuation of nothing", join(last, text("x")), VIOLATION),
                Case.of("5.12 continuation of nothing", join(middle, text("x")), VIOLATION),
                Case.of(
                        "5.15 continuation behind the end",
                        join(first, last, middle, text("x")),
                        "TEXT:one,two",
                        VIOLATION),
                Case.of("5.18 new text within", join(first, frame(true, 1, "two".getBytes(UTF_8))), VIOLATION),
                Case.of("5.18 new binary within", join(first, frame(false, 2, new byte[1])), VIOLATION),
                Case.of(
                        "5.19 many, with pings",
                        join(first, middle, ping, middle, middle, ping, last),
                        "ping:p",
                        "ping:p",
                        "TEXT:one,mid,mid,mid,two"),
                Case.of("5 empty fragments", join(frame(false, 1, new byte[0]), frame(true, 0, new byte[0])), "TEXT:"),
                Case.of("5 two messages", join(first, last, first, last), "TEXT:one,two", "TEXT:one,two"),
                Case.of("5 close within", join(first, close(1000, "")), "close:1000:"));
    }

    private static Stream<Case> utf8() {
        final List<Case> cases = new ArrayList<>();
        for (final String valid : new String[] {
            "ceba e1bdb9 cf83 cebc ceb5",
            "00",
            "c280",
            "e0a080",
            "f0908080",
            "7f",
            "dfbf",
            "efbfbf",
            "f48fbfbf",
            "ed9fbf",
            "ee8080",
            "efbfbd",
            "f0908080",
            "efb790",
            "f09fbfbe",
            "e8bf99e698afe6b58be8af95e5b881343536"
        }) {
            final byte[] payload = hex(valid.replace(" ", ""));
            cases.add(Case.of("6 valid " + valid, frame(true, 1, payload), "TEXT:" + new String(payload, UTF_8)));
            cases.add(Case.of(
                    "6 valid in fragments of a byte " + valid,
                    bytewise(payload),
                    "TEXT:" + new String(payload, UTF_8)));
            cases.add(Case.of(
                    "6 valid behind ASCII " + valid,
                    frame(true, 1, join(new byte[19], payload)),
                    "TEXT:" + "\0".repeat(19) + new String(payload, UTF_8)));
        }
        for (final String invalid : new String[] {
            "80",
            "bf",
            "8080",
            "c0",
            "df",
            "e0",
            "ef",
            "f0",
            "f7",
            "f8",
            "fc",
            "fe",
            "ff",
            "c0af",
            "e080af",
            "f08080af",
            "f8808080af",
            "c1bf",
            "e09fbf",
            "f08fbfbf",
            "c080",
            "e08080",
            "f0808080",
            "eda080",
            "edafbf",
            "edb080",
            "edbfbf",
            "eda080edb080",
            "f4908080",
            "f7bfbfbf",
            "f88888808080",
            "e188",
            "f1888888c0",
            "c3",
            "e2c3",
            "ceba80ceb1",
            "cebae1bdb9cf83cebcceb5eda080656469746564",
            "ceb1f4908080"
        }) {
            final byte[] payload = hex(invalid);
            cases.add(Case.of("6 invalid " + invalid, frame(true, 1, payload), INVALID_TEXT));
            cases.add(Case.of("6 invalid in fragments of a byte " + invalid, bytewise(payload), INVALID_TEXT));
            cases.add(Case.of(
                    "6 invalid behind ASCII " + invalid, frame(true, 1, join(new byte[23], payload)), INVALID_TEXT));
        }
        cases.add(Case.of("6 binary may be anything", frame(true, 2, hex("ff")), "BINARY:1 bytes"));
        return cases.stream();
    }

    private static Stream<Case> closes() {
        final String longest = "*".repeat(123);
        return Stream.of(
                Case.of(
                        "7.1 data behind it",
                        join(close(1000, ""), text("x"), frame(true, 9, new byte[0])),
                        "close:1000:"),
                Case.of("7.3.1 empty", frame(true, 8, new byte[0]), "close:1005:"),
                Case.of("7.3.2 one byte", frame(true, 8, new byte[1]), VIOLATION),
                Case.of("7.3.4 reason", close(1000, "Grüße"), "close:1000:Grüße"),
                Case.of("7.3.5 longest reason", close(1000, longest), "close:1000:" + longest),
                Case.of("7.3.6 longer reason", close(1000, "*".repeat(124)), VIOLATION),
                Case.of("7.5.1 reason not UTF-8", frame(true, 8, hex("03e8eda080")), INVALID_TEXT),
                Case.of("7 fragmented", frame(false, 8, hex("03e8")), VIOLATION));
    }

    private static Stream<Case> closeCodes() {
        return Stream.concat(
                IntStream.of(
                                1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                                4000, 4999)
                        .mapToObj(code -> Case.of("7.7 code " + code, close(code, "r"), "close:" + code + ":r")),
                IntStream.of(0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535)
                        .mapToObj(code -> Case.of("7.9 code " + code, close(code, "r"), VIOLATION)));
    }

    private static Stream<Case> large() {
        final List<Case> cases = new ArrayList<>();
        for (final int size : new int[] {100_000, 262_144}) {
            final byte[] payload = "é*".repeat(size / 3).getBytes(UTF_8);
            cases.add(Case.of("9.1 text of " + size, frame(true, 1, payload), "TEXT:" + payload.length + " bytes"));
            cases.add(Case.of("9.2 binary of " + size, frame(true, 2, new byte[size]), "BINARY:" + size + " bytes"));
        }
        for (final int piece : new int[] {1_031, 4_096, 65_536}) {
            final byte[] payload = "é*".repeat(100_000).getBytes(UTF_8);
            final ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < payload.length; i += piece) {
                final int end = Math.min(payload.length, i + piece);
                all.writeBytes(frame(end == payload.length, i == 0 ? 1 : 0, Arrays.copyOfRange(payload, i, end)));
            }
            cases.add(Case.of("9.3 text in pieces of " + piece, all.toByteArray(), "TEXT:300000 bytes"));
        }
        return cases.stream();
    }

    private static Stream<Case> beyond() {
        return Stream.of(
                Case.of("masked", hex("818100000000 61".replace(" ", "")), VIOLATION),
                Case.of("length with its top bit", hex("827f8000000000000000"), VIOLATION),
                Case.of("length of all ones", hex("827fffffffffffffffff"), VIOLATION),
                Case.of("length of 2^63-1", hex("827f7fffffffffffffff"), TOO_LARGE),
                Case.of("length of 2^31", hex("827f0000000080000000"), TOO_LARGE),
                Case.of("length of 1 MiB + 1", hex("827f0000000000100001"), TOO_LARGE),
                Case.of("ping of 2^40", hex("897f0000010000000000"), VIOLATION),
                Case.of("125 in 16 bits", join(hex("827e007d"), new byte[125]), VIOLATION),
                Case.of("65535 in 64 bits", join(hex("827f000000000000ffff"), new byte[65_535]), VIOLATION),
                Case.of(
                        "continuation that would be too large",
                        join(frame(false, 2, new byte[100]), hex("807f00000000000fffff")),
                        TOO_LARGE));
    }

    private static byte[] bytewise(byte[] payload) {
        final ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < payload.length; i++) {
            all.writeBytes(frame(i == payload.length - 1, i == 0 ? 1 : 0, new byte[] {payload[i]}));
        }
        return all.toByteArray();
    }

    private static List<String> readWith(ConnectionLimits limits, byte[] bytes) {
        final Recorder recorder = new Recorder(limits);
        recorder.receive(bytes);
        return recorder.events;
    }

    private static List<String> readIn(byte[] bytes, int piece) {
        final Recorder recorder = new Recorder(LIMITS);
        for (int i = 0; i < bytes.length; i += piece) {
            recorder.receive(bytes, i, Math.min(bytes.length, i + piece));
        }
        return recorder.events;
    }

    /** A reader, and what it tells. */
    private static final class Recorder implements FrameReader.Sink {
        private final List<String> events = new ArrayList<>();
        private final ReadBuffer buffer = new ReadBuffer(new byte[64]);
        private final FrameReader reader;
        private int stopAfter = Integer.MAX_VALUE;

        private Recorder(ConnectionLimits limits) {
            reader = new FrameReader(buffer, limits, this);
        }

        private boolean receive(byte[] bytes) {
            return receive(bytes, 0, bytes.length);
        }

        private boolean receive(byte[] bytes, int from, int end) {
            buffer.append(Unpooled.wrappedBuffer(bytes, from, end - from));
            return reader.read();
        }

        @Override
        public void onMessage(FrameKind kind, byte[] bytes, int offset, int length) {
            final boolean isShort = kind == FrameKind.TEXT && length <= 100;
            events.add(kind + ":" + (isShort ? new String(bytes, offset, length, UTF_8) : length + " bytes"));
            if (events.size() == stopAfter) {
                reader.stop();
            }
        }

        @Override
        public void onPing(byte[] bytes, int offset, int length) {
            events.add("ping:" + new String(bytes, offset, length, ISO_8859_1));
        }

        @Override
        public void onPong(byte[] bytes, int offset, int length) {
            events.add("pong:" + new String(bytes, offset, length, ISO_8859_1));
        }

        @Override
        public void onClose(int code, String reason) {
            events.add("close:" + code + ":" + reason);
        }

        @Override
        public void onViolation(DisconnectCause cause, int closeCode, String detail) {
            events.add(cause + " " + closeCode);
        }
    }

    /** Makes bytes. */
    static final class Bytes {

        private Bytes() {}

        static byte[] hex(String digits) {
            return HexFormat.of().parseHex(digits);
        }

        static byte[] join(byte[]... parts) {
            final ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (final byte[] part : parts) {
                all.writeBytes(part);
            }
            return all.toByteArray();
        }

        static byte[] text(String text) {
            return frame(true, 1, text.getBytes(UTF_8));
        }

        static byte[] close(int code, String reason) {
            final byte[] text = reason.getBytes(UTF_8);
            return frame(
                    true,
                    8,
                    ByteBuffer.allocate(2 + text.length)
                            .putShort((short) code)
                            .put(text)
                            .array());
        }

        static byte[] frame(boolean isFinal, int opcode, byte[] payload) {
            final int first = (isFinal ? 0x80 : 0) | opcode;
            final ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
            if (payload.length < 126) {
                header.put((byte) payload.length);
            } else if (payload.length <= 0xffff) {
                header.put((byte) 126).putShort((short) payload.length);
            } else {
                header.put((byte) 127).putLong(payload.length);
            }
            return join(Arrays.copyOf(header.array(), header.position()), payload);
        }
    }
}
