package io.holdfast.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last list of instruments that an exchange sent, on disk, as it came: for a start while its HTTP is down. What
 * cannot be read or written is logged and does no harm.
 *
 * <p>Immutable. {@link #read} blocks; {@link #write} does its work on a thread of its own that ends with it.
 */
final class CatalogFile {

    private static final Logger LOG = LoggerFactory.getLogger(CatalogFile.class);

    private final Path file;

    CatalogFile(Path directory, String exchange, String profile) {
        file = directory.resolve(asFileName(exchange) + "-" + asFileName(profile) + ".catalog");
    }

    /** {@return what was kept; null if there is nothing} */
    byte @Nullable [] read() {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            LOG.warn("list of instruments: {} cannot be read ({})", file, e.toString());
            return null;
        }
    }

    void write(byte[] body) {
        final Thread writer = new Thread(() -> writeNow(body), "holdfast-catalog");
        writer.setDaemon(true);
        writer.start();
    }

    /** A file that is half written never takes the place of a whole one. */
    void writeNow(byte[] body) {
        final Path half = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(half, body);
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("list of instruments: {} cannot be written ({})", file, e.toString());
        }
    }

    private static String asFileName(String name) {
        return name.replaceAll("[^A-Za-z0-9_-]", "_");
    }
}
