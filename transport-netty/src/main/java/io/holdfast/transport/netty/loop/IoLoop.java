package io.holdfast.transport.netty.loop;

import io.holdfast.time.Scheduler;
import io.holdfast.time.SystemClock;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One I/O thread as a {@link Scheduler}, with what the connections on it share.
 *
 * <p>Methods say where they may be called; those that do not are for the I/O thread alone.
 */
public final class IoLoop implements Scheduler {

    private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);
    private static final int SPARE_BUFFERS = 8;
    private static final int LARGEST_SPARE_BUFFER = 1 << 20;
    private static final int NEW_BUFFER = 32 * 1024;

    private final SystemClock clock = new SystemClock();
    private final Counters counters = new Counters();
    private final ReceiveBuffer receiveBuffer = new ReceiveBuffer(clock);
    private final Set<LoopMember> members = Collections.newSetFromMap(new IdentityHashMap<>());
    private final ArrayDeque<byte[]> spareBuffers = new ArrayDeque<>(SPARE_BUFFERS);
    private final SingleThreadIoEventLoop eventLoop;
    private final Supplier<? extends SocketChannel> channels;
    private boolean closing;

    /**
     * Makes the loop and starts its thread.
     *
     * @param name     of the thread
     * @param channels makes an unregistered socket that suits the handler
     */
    public IoLoop(String name, boolean daemon, IoHandlerFactory handler, Supplier<? extends SocketChannel> channels) {
        this.channels = channels;
        // A loop without a group: a group would wake Netty's global executor thread when it terminates.
        this.eventLoop =
                new SingleThreadIoEventLoop(null, (ThreadFactory) task -> newThread(task, name, daemon), handler);
        eventLoop.submit(() -> {}).syncUninterruptibly();
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public long epochNanos() {
        assert inThread();
        return clock.epochNanos();
    }

    @Override
    public long epochNanosAt(long nanos) {
        assert inThread();
        return clock.epochNanosAt(nanos);
    }

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if the transport has been closed
     */
    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task); // Netty logs what it throws
    }

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException if the transport has been closed
     */
    @Override
    public Timer schedule(Runnable task, long delayNanos) {
        final LoopTimer timer = new LoopTimer(task);
        timer.start(eventLoop, Math.max(0, delayNanos));
        return timer;
    }

    @Override
    public boolean inThread() {
        return eventLoop.inEventLoop();
    }

    /** {@return Netty's own} Any thread. */
    public EventLoop eventLoop() {
        return eventLoop;
    }

    /** {@return what has been done here so far} Any thread. */
    public Counters counters() {
        return counters;
    }

    /** {@return a new socket, not registered, that reads into this loop's buffer} */
    public SocketChannel newChannel() {
        final SocketChannel channel = channels.get();
        channel.config().setRecvByteBufAllocator(receiveBuffer.newReading());
        return channel;
    }

    /** {@return the reading of a channel that {@link #newChannel} made} */
    public static ReceiveBuffer.Reading readingOf(Channel channel) {
        return (ReceiveBuffer.Reading) channel.config().<RecvByteBufAllocator>getRecvByteBufAllocator();
    }

    /** {@return whether the transport is being closed, so that nothing new may begin} */
    public boolean isClosing() {
        return closing;
    }

    /** Notes what must be told when the transport closes. */
    public void add(LoopMember member) {
        members.add(member);
    }

    /** Forgets a member that has ended. */
    public void remove(LoopMember member) {
        members.remove(member);
    }

    /** {@return a buffer of some size, with anything in it} Kept between connections, so that a reconnect has one. */
    public byte[] takeBuffer() {
        final byte[] spare = spareBuffers.pollLast();
        return spare != null ? spare : new byte[NEW_BUFFER];
    }

    /** Takes a buffer back. */
    public void giveBuffer(byte[] buffer) {
        if (spareBuffers.size() < SPARE_BUFFERS && buffer.length <= LARGEST_SPARE_BUFFER) {
            spareBuffers.addLast(buffer);
        }
    }

    /** Begins to end: tells every member and lets the thread go. Any thread; harmless when repeated. */
    public void beginClose(long timeoutNanos) {
        try {
            eventLoop.execute(this::closeMembers);
        } catch (RejectedExecutionException e) {
            return; // closed before
        }
        eventLoop.shutdownGracefully(0, timeoutNanos, TimeUnit.NANOSECONDS);
    }

    /** Waits for the thread to end, unless it is the caller's. Any thread. */
    public boolean awaitClosed(long timeoutNanos) throws InterruptedException {
        return inThread() || eventLoop.awaitTermination(Math.max(0, timeoutNanos), TimeUnit.NANOSECONDS);
    }

    private void closeMembers() {
        if (closing) {
            return;
        }
        closing = true;
        for (final LoopMember member : new ArrayList<>(members)) {
            try {
                member.transportClosed();
            } catch (RuntimeException | Error e) {
                LOG.error("a connection could not be ended in order", e);
            }
        }
        members.clear();
    }

    private Thread newThread(Runnable task, String name, boolean daemon) {
        final Runnable last = () -> {
            try {
                task.run();
            } finally {
                receiveBuffer.release();
            }
        };
        final Thread thread = new FastThreadLocalThread(last, name);
        thread.setDaemon(daemon);
        return thread;
    }
}
