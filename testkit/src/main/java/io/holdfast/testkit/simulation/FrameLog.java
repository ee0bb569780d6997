package io.holdfast.testkit.simulation;

import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The last frames, in and out, for the report of a failure. Puts nothing together until it is read. */
final class FrameLog {

    private static final int KEPT = 50;

    private final VirtualScheduler world;
    private final Packet[] packets = new Packet[KEPT];
    private final String[] sites = new String[KEPT];
    private final String[] directions = new String[KEPT];
    private final Duration[] times = new Duration[KEPT];
    private int added;

    FrameLog(VirtualScheduler world) {
        this.world = world;
    }

    /**
     * Notes a frame.
     *
     * @param direction {@code >>} out, {@code <<} in, {@code --} the end
     */
    void add(String site, String direction, Packet packet) {
        final int index = added % KEPT;
        packets[index] = packet;
        sites[index] = site;
        directions[index] = direction;
        times[index] = world.elapsed();
        added++;
    }

    /** {@return the last frames, oldest first} */
    List<String> last() {
        final List<String> lines = new ArrayList<>();
        for (int i = Math.max(0, added - KEPT); i < added; i++) {
            final int index = i % KEPT;
            lines.add(Lines.time(times[index]) + " " + sites[index] + " " + directions[index] + " "
                    + Lines.describe(packets[index]));
        }
        return lines;
    }
}
