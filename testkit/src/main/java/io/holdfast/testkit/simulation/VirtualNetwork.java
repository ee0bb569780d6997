package io.holdfast.testkit.simulation;

import io.holdfast.testkit.venue.Venue;
import io.holdfast.time.VirtualScheduler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A network in virtual time: sites that can be reached by host name, and all that happens on the way to them.
 *
 * <p>Everything that chance decides comes from its seed: the same seed and the same calls give the same run. Confined
 * to one thread.
 */
public final class VirtualNetwork {

    private final VirtualScheduler world;
    private final SplittableRandom random;
    private final Map<String, VirtualSite> sites = new LinkedHashMap<>();
    private final FrameLog frames;
    private Reader reader = (wire, sent, read) -> read.run();

    /** Makes a network without sites. */
    public VirtualNetwork(VirtualScheduler world, long seed) {
        this(world, seed, new FrameLog(world));
    }

    VirtualNetwork(VirtualScheduler world, long seed, FrameLog frames) {
        this.world = world;
        this.random = new SplittableRandom(seed);
        this.frames = frames;
    }

    /** {@return the world's time} */
    public VirtualScheduler world() {
        return world;
    }

    /**
     * Adds a site, whose venue has been started on this network's time.
     *
     * @param name  for reports
     * @param hosts host names that lead to it
     */
    public VirtualSite addSite(String name, Venue venue, Iterable<String> hosts) {
        final VirtualSite site = new VirtualSite(this, name, venue, random.split());
        for (final String host : hosts) {
            sites.put(host, site);
        }
        return site;
    }

    /** {@return who is reached by this name; null if nobody} */
    @Nullable
    VirtualSite site(String host) {
        return sites.get(host);
    }

    /** Sets who is told of each data message before and after the client reads it. */
    void reader(Reader next) {
        reader = next;
    }

    Reader reader() {
        return reader;
    }

    FrameLog frames() {
        return frames;
    }

    /** Stands between the network and the client while the client reads a data message. */
    @FunctionalInterface
    interface Reader {

        void read(VirtualWire wire, Sent sent, Runnable read);
    }
}
