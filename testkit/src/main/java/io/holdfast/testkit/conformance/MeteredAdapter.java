package io.holdfast.testkit.conformance;

import com.sun.management.ThreadMXBean;
import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ExchangeProtocol;
import io.holdfast.exchange.ProtocolSink;
import io.holdfast.transport.FrameKind;
import java.lang.management.ManagementFactory;

/** A plugin whose reading of messages is watched: how many bytes does it allocate, down to the ring? */
final class MeteredAdapter extends ForwardingAdapter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long frames;
    private long allocated;

    MeteredAdapter(ExchangeAdapter adapter) {
        super(adapter);
    }

    void reset() {
        frames = 0;
        allocated = 0;
    }

    long frames() {
        return frames;
    }

    long allocated() {
        return allocated;
    }

    @Override
    public ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink) {
        return new Metered(super.newProtocol(profile, sink));
    }

    private final class Metered extends Protocol {

        Metered(ExchangeProtocol protocol) {
            super(protocol);
        }

        @Override
        public void onFrame(FrameKind kind, byte[] buffer, int offset, int length) {
            final long before = THREADS.getCurrentThreadAllocatedBytes();
            super.onFrame(kind, buffer, offset, length);
            allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
            frames++;
        }
    }
}
