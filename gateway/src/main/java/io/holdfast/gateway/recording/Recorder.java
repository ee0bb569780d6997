package io.holdfast.gateway.recording;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes lines from the connections' threads, which must not wait for a disk, to a thread that writes them. When that
 * falls behind, lines are dropped, counted, and the recording says so where they are missing.
 */
public final class Recorder implements AutoCloseable {

    private static final int CAPACITY = 1 << 14;
    private static final long CLOSE_LIMIT_MILLIS = 5_000;
    private static final long WAIT_MILLIS = 100;

    private final RecordingFiles files;
    private final BlockingQueue<RecordedLine> lines = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong frames = new AtomicLong();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean full;
    private volatile @Nullable IOException failure;
    private long droppedInAll;

    /** Starts the thread that writes, which closes the files in the end. */
    public Recorder(RecordingFiles files) {
        this.files = files;
        this.thread = new Thread(this::run, "holdfast-recorder");
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a line. Any thread; never blocks. */
    public void add(RecordedLine line) {
        if (!lines.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    /** {@return whether nothing more is written: the limit is reached, or the disk failed} */
    public boolean hasEnded() {
        return full || failure != null;
    }

    /** {@return what the disk said; null if it did not fail} */
    public @Nullable IOException failure() {
        return failure;
    }

    /** {@return frames written so far} */
    public long frames() {
        return frames.get();
    }

    /** Writes what has been added, five seconds at most, and closes the files. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(CLOSE_LIMIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return lines that could not be taken, in all} After {@link #close}. */
    public long dropped() {
        return droppedInAll + dropped.get();
    }

    private void run() {
        try (files) {
            while (!full) {
                final RecordedLine line = lines.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (line != null) {
                    write(line);
                } else if (closing) {
                    return;
                } else {
                    files.flush();
                }
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(RecordedLine line) throws IOException {
        final long lost = dropped.getAndSet(0);
        if (lost > 0) {
            droppedInAll += lost;
            files.write(new RecordedLine(
                    line.timeNanos(), RecordedLine.Kind.DROPPED, (int) Math.min(Integer.MAX_VALUE, lost), "", ""));
        }
        if (!files.write(line)) {
            full = true;
        } else if (line.kind() == RecordedLine.Kind.FRAME) {
            frames.incrementAndGet();
        }
    }
}
