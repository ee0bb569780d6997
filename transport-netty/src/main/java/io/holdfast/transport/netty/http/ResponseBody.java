package io.holdfast.transport.netty.http;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A response's body, collected and then decompressed; neither form may exceed the bound, and neither is given more
 * memory than twice what it really has. Confined to one thread.
 */
final class ResponseBody {

    private static final int SMALLEST = 4 * 1024;

    private final int maxBytes;
    private byte[] bytes = {};
    private int length;

    ResponseBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Begins anew. */
    void reset() {
        length = 0;
    }

    /** Takes a piece; {@return false if that is too much} */
    boolean add(ByteBuf piece) {
        final int more = piece.readableBytes();
        if (more > maxBytes - length) {
            return false;
        }
        bytes = withRoom(bytes, length, more);
        piece.readBytes(bytes, length, more);
        length += more;
        return true;
    }

    /**
     * {@return the body, or null if the encoding is unknown or the body too large}
     *
     * @throws ZipException if it is not what the encoding says
     */
    byte @Nullable [] decoded(String encoding) throws IOException {
        return switch (encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> Arrays.copyOf(bytes, length);
            case "gzip", "x-gzip" -> length == 0 ? new byte[0] : unzipped();
            default -> null;
        };
    }

    private byte @Nullable [] unzipped() throws IOException {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes, 0, length), SMALLEST)) {
            byte[] whole = {};
            int size = 0;
            while (true) {
                whole = withRoom(whole, size, 1);
                final int more = in.read(whole, size, whole.length - size);
                if (more < 0) {
                    return Arrays.copyOf(whole, size);
                }
                size += more;
                if (size > maxBytes) {
                    return null;
                }
            }
        } catch (EOFException e) {
            throw (ZipException) new ZipException("gzip cut short").initCause(e);
        }
    }

    private static byte[] withRoom(byte[] array, int used, int more) {
        return more <= array.length - used
                ? array
                : Arrays.copyOf(array, Math.max(Math.max(SMALLEST, used + more), (int) Math.min(2L * used, 1 << 30)));
    }
}
