package io.holdfast.resilience;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a {@link RateBudget} has granted over a restart, so that a process that crashes and starts over and over
 * cannot pass the limit.
 *
 * <p>Load once before the first grant; save after each grant and before it is used. The file is replaced as a whole, so
 * that a crash in between leaves the old one. It holds wall-clock stamps, since a monotonic clock begins anew with each
 * boot: a clock that was set back makes grants look as if they were made just now, one that was set forward frees them
 * early by as much. One file for each budget, one process for each file.
 *
 * <p>Reads and writes files: not for a thread that must not wait. Not thread-safe.
 */
public final class BudgetFile {

    private static final String HEADER = "holdfast-budget 1";
    private static final long LARGEST_FILE = 64L << 20;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Path path;

    /** @param path in an existing directory; the file need not exist */
    public BudgetFile(Path path) {
        this.path = requireNonNull(path, "path").toAbsolutePath();
    }

    /**
     * What was found.
     *
     * @param permits taken in the budget now
     * @param damagedLines lines that could not be read and were passed over; a file that is none of ours counts as one
     */
    public record Loaded(int permits, int damagedLines) {}

    /**
     * Counts in the budget what the file says; nothing if there is no file.
     *
     * @param nowNanos monotonic time, as the budget is used with
     * @param wallMillis milliseconds since 1970-01-01T00:00Z
     * @throws IOException if there is a file and it cannot be read
     * @throws IllegalStateException if the budget was in use before
     */
    public Loaded load(RateBudget budget, long nowNanos, long wallMillis) throws IOException {
        final String text;
        try {
            if (Files.size(path) > LARGEST_FILE) {
                return new Loaded(budget.restore(List.of(), nowNanos), 1);
            }
            text = new String(Files.readAllBytes(path), StandardCharsets.UTF_8); // damage is no reason to throw
        } catch (NoSuchFileException e) {
            return new Loaded(budget.restore(List.of(), nowNanos), 0);
        }
        final String[] lines = text.split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            return new Loaded(budget.restore(List.of(), nowNanos), 1);
        }
        final List<RateBudget.Grant> grants = new ArrayList<>();
        int damaged = lines[lines.length - 1].isEmpty() ? 0 : 1; // the last line was not written to its end
        for (int i = 1; i < lines.length - 1; i++) {
            final RateBudget.Grant grant = parse(lines[i], wallMillis);
            if (grant == null) {
                damaged++;
            } else {
                grants.add(grant);
            }
        }
        return new Loaded(budget.restore(grants, nowNanos), damaged);
    }

    /**
     * Writes what the budget's window covers.
     *
     * @throws IOException if it cannot be written; the old file is unharmed then
     */
    public void save(RateBudget budget, long nowNanos, long wallMillis) throws IOException {
        final StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (final RateBudget.Grant grant : budget.grants(nowNanos)) {
            // Rounded to the younger side: a grant must not be forgotten early.
            text.append(wallMillis - grant.ageNanos() / NANOS_PER_MILLI)
                    .append(' ')
                    .append(grant.weight())
                    .append('\n');
        }
        final Path written = path.resolveSibling(path.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                written, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            final ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static RateBudget.@Nullable Grant parse(String line, long wallMillis) {
        final int space = line.indexOf(' ');
        if (space < 0) {
            return null;
        }
        try {
            final long stampMillis = Long.parseLong(line, 0, space, 10);
            final int weight = Integer.parseInt(line, space + 1, line.length(), 10);
            if (weight < 1 || stampMillis < 0) {
                return null;
            }
            final long ageMillis = Math.max(0, wallMillis - stampMillis);
            final long ageNanos =
                    ageMillis > Long.MAX_VALUE / NANOS_PER_MILLI ? Long.MAX_VALUE : ageMillis * NANOS_PER_MILLI;
            return new RateBudget.Grant(ageNanos, weight);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
