package io.holdfast.gateway.recording;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one recording: {@code NAME-00001.tsv} and so on, none larger than a limit, none overwritten. Not
 * thread-safe.
 */
public final class RecordingFiles implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path prefix;
    private final boolean compress;
    private final long maxFileBytes;
    private final long maxTotalBytes;

    private @Nullable OutputStream out;
    private long fileBytes;
    private long totalBytes;
    private int files;

    /**
     * Makes a recording that has no file yet.
     *
     * @param prefix        path that the files' names begin with
     * @param compress      whether the files are gzip, with {@code .gz} at the end of their names
     * @param maxFileBytes  when the next file begins, in bytes before compression; at least 1
     * @param maxTotalBytes when nothing more is taken, in bytes before compression; at least 1
     */
    public RecordingFiles(Path prefix, boolean compress, long maxFileBytes, long maxTotalBytes) {
        if (maxFileBytes < 1 || maxTotalBytes < 1) {
            throw new IllegalArgumentException(
                    "limits: " + maxFileBytes + ", " + maxTotalBytes + " (expected: at least 1 byte)");
        }
        this.prefix = prefix;
        this.compress = compress;
        this.maxFileBytes = maxFileBytes;
        this.maxTotalBytes = maxTotalBytes;
    }

    /** {@return false if the line would pass the limit of the whole recording, and was not written} */
    public boolean write(RecordedLine line) throws IOException {
        final byte[] bytes = (line.format() + "\n").getBytes(StandardCharsets.UTF_8);
        if (totalBytes + bytes.length > maxTotalBytes) {
            return false;
        }
        OutputStream target = out;
        if (target == null || fileBytes > 0 && fileBytes + bytes.length > maxFileBytes) {
            target = openNext();
        }
        target.write(bytes);
        fileBytes += bytes.length;
        totalBytes += bytes.length;
        return true;
    }

    /** {@return how many files there are} */
    public int files() {
        return files;
    }

    /** {@return bytes written, before compression} */
    public long totalBytes() {
        return totalBytes;
    }

    /** Brings what was written to the disk. */
    public void flush() throws IOException {
        if (out != null) {
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    private OutputStream openNext() throws IOException {
        close();
        files++;
        fileBytes = 0;
        final Path file = prefix.resolveSibling(
                prefix.getFileName() + String.format(Locale.ROOT, "-%05d.tsv", files) + (compress ? ".gz" : ""));
        final OutputStream raw = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        out = new BufferedOutputStream(compress ? new GZIPOutputStream(raw, BUFFER_BYTES, true) : raw, BUFFER_BYTES);
        return out;
    }
}
