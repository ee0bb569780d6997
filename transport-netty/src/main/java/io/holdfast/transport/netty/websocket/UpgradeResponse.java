package io.holdfast.transport.netty.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The head of the answer to an upgrade, as far as we need it.
 *
 * @param status       HTTP status; 0 where it is not HTTP at all
 * @param headLength   bytes up to and with the empty line
 * @param problem      null if it agrees to the upgrade as RFC 6455 §4.1 has it, otherwise what is wrong with it
 * @param retryAfter   value of {@code Retry-After}, or null
 * @param bodyLength   value of {@code Content-Length}; -1 where there is none, or none that is a number
 * @param isChunked    whether the body comes in chunks
 */
record UpgradeResponse(
        int status,
        int headLength,
        @Nullable String problem,
        @Nullable String retryAfter,
        long bodyLength,
        boolean isChunked) {

    /** The status that agrees. */
    static final int SWITCHING_PROTOCOLS = 101;

    /** Most bytes of status line and headers. */
    static final int LONGEST_HEAD = 8 * 1024;

    /** {@return the length of the head with its empty line, or -1 where it has not come whole yet} */
    static int headLength(byte[] bytes, int start, int end) {
        for (int i = start + 3; i < end; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                return i + 1 - start;
            }
        }
        return -1;
    }

    /** {@return a head, understood} */
    static UpgradeResponse parse(byte[] bytes, int start, int headLength, UpgradeKey key, Set<String> protocols) {
        final String[] lines = new String(bytes, start, headLength - 4, ISO_8859_1).split("\r\n", -1);
        final int status = status(lines[0]);
        if (status == 0) {
            return new UpgradeResponse(0, headLength, "a status line that is not HTTP/1.1", null, -1, false);
        }
        final Head head = new Head();
        for (int i = 1; i < lines.length; i++) {
            head.add(lines[i]);
        }
        final String problem = status == SWITCHING_PROTOCOLS ? head.problem(key, protocols) : head.malformed;
        return new UpgradeResponse(status, headLength, problem, head.retryAfter, head.bodyLength, head.isChunked);
    }

    private static int status(String line) {
        final boolean isHttp = line.startsWith("HTTP/1.1 ")
                && line.length() >= 12
                && (line.length() == 12 || line.charAt(12) == ' ')
                && line.substring(9, 12).chars().allMatch(c -> c >= '0' && c <= '9');
        final int status = isHttp ? Integer.parseInt(line.substring(9, 12)) : 0;
        return status < 100 ? 0 : status;
    }

    /** The headers that matter. */
    private static final class Head {
        private @Nullable String malformed;
        private @Nullable String upgrade;
        private @Nullable String accept;
        private @Nullable String protocol;
        private @Nullable String extensions;
        private @Nullable String retryAfter;
        private boolean isConnectionUpgrade;
        private boolean isChunked;
        private long bodyLength = -1;

        private void add(String line) {
            final int colon = line.indexOf(':');
            if (colon < 1
                    || !line.chars().limit(colon).allMatch(c -> c > ' ' && c < 0x7f)
                    || !line.chars().skip(colon).allMatch(c -> c >= ' ' && c != 0x7f || c == '\t')) {
                malformed = "a malformed header";
                return;
            }
            final String value = line.substring(colon + 1).trim();
            switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "upgrade" -> upgrade = value;
                case "connection" ->
                    isConnectionUpgrade |= Arrays.stream(value.split(","))
                            .anyMatch(token -> token.trim().equalsIgnoreCase("upgrade"));
                case "sec-websocket-accept" -> accept = once(accept, value);
                case "sec-websocket-protocol" -> protocol = once(protocol, value);
                case "sec-websocket-extensions" -> extensions = value;
                case "retry-after" -> retryAfter = value;
                case "content-length" -> bodyLength = length(value);
                case "transfer-encoding" ->
                    isChunked |= value.toLowerCase(Locale.ROOT).endsWith("chunked");
                default -> {}
            }
        }

        private @Nullable String problem(UpgradeKey key, Set<String> protocols) {
            if (malformed != null) {
                return malformed;
            }
            if (!"websocket".equalsIgnoreCase(upgrade) || !isConnectionUpgrade) {
                return "101 without Upgrade: websocket and Connection: Upgrade";
            }
            if (!key.accept().equals(accept)) {
                return "a Sec-WebSocket-Accept that does not match the key";
            }
            if (extensions != null && !extensions.isEmpty()) {
                return "an extension that was not offered";
            }
            if (protocol != null && !protocols.contains(protocol)) {
                return "a subprotocol that was not offered";
            }
            return null;
        }

        private String once(@Nullable String before, String value) {
            if (before != null) {
                malformed = "a header that may stand but once, twice";
            }
            return value;
        }

        private static long length(String value) {
            return value.length() <= 18 && !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Long.parseLong(value)
                    : -1;
        }
    }
}
