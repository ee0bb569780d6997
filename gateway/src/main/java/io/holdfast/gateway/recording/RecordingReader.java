package io.holdfast.gateway.recording;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** The lines of several recordings, one after another; compressed ones are known by their first bytes. Not thread-safe. */
public final class RecordingReader implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final Deque<Path> files;
    private @Nullable BufferedReader open;
    private @Nullable Path file;
    private long lineNumber;

    /** Makes a reader that has opened nothing yet. */
    public RecordingReader(Collection<Path> files) {
        this.files = new ArrayDeque<>(files);
    }

    /**
     * {@return the next line that is not empty; null behind the last}
     *
     * @throws IOException naming file and line, if a file cannot be read or a line is not of the format
     */
    public @Nullable RecordedLine next() throws IOException {
        while (true) {
            final BufferedReader reader = open == null ? openNext() : open;
            if (reader == null) {
                return null;
            }
            try {
                final String line = reader.readLine();
                lineNumber++;
                if (line == null) {
                    reader.close();
                    open = null;
                } else if (!line.isBlank()) {
                    return RecordedLine.parse(line);
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(file + ":" + lineNumber + ": " + e.getMessage(), e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
        }
    }

    private @Nullable BufferedReader openNext() throws IOException {
        file = files.poll();
        lineNumber = 0;
        open = file == null
                ? null
                : new BufferedReader(new InputStreamReader(decompressed(file), StandardCharsets.UTF_8), BUFFER_BYTES);
        return open;
    }

    private static InputStream decompressed(Path file) throws IOException {
        final InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        try {
            in.mark(2);
            final boolean compressed = in.read() == 0x1f && in.read() == 0x8b; // RFC 1952
            in.reset();
            return compressed ? new GZIPInputStream(in, BUFFER_BYTES) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
