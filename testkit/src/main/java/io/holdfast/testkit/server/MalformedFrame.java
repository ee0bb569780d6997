package io.holdfast.testkit.server;

import java.util.HexFormat;

/** Frames that RFC 6455 forbids to a server, one of each kind. */
public enum MalformedFrame {

    /** A text frame with a reserved bit set, as of a compression that was not agreed on. */
    RESERVED_BIT("c1027b7d"),
    /** A data frame with opcode 3. */
    RESERVED_OPCODE("83027b7d"),
    /** A text frame with a mask. */
    MASKED("8182010203047a7f"),
    /** A ping in fragments. */
    FRAGMENTED_PING("0900"),
    /** A ping of 126 bytes. */
    LONG_PING("897e007e"),
    /** A text frame of 2<sup>63</sup>-1 bytes. */
    HUGE("817f7fffffffffffffff"),
    /** A text frame of a negative length. */
    NEGATIVE("817fffffffffffffffff"),
    /** A text frame that is not UTF-8. */
    NOT_UTF8("810322c322"),
    /** A continuation of nothing. */
    LONE_CONTINUATION("80027b7d"),
    /** A text frame inside a fragmented text. */
    TEXT_INSIDE_FRAGMENTS("01017b81017d"),
    /** A close frame whose body is one byte. */
    SHORT_CLOSE("880103"),
    /** A close frame with a code that must not be sent. */
    CLOSE_1005("880203ed");

    private final String hexadecimal;

    MalformedFrame(String hexadecimal) {
        this.hexadecimal = hexadecimal;
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hexadecimal);
    }
}
