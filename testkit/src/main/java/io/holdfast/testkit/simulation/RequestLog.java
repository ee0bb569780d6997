package io.holdfast.testkit.simulation;

import io.holdfast.testkit.venue.Admission;
import io.holdfast.testkit.venue.ClientLink;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.Venue;
import io.holdfast.testkit.venue.VenueConnection;
import io.holdfast.time.Scheduler;
import io.holdfast.time.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Every message that clients sent to a venue of their own accord, with its time. Pongs are answers. One thread. */
public final class RequestLog {

    private final VirtualScheduler world;
    private final List<Request> requests = new ArrayList<>();
    private int connections;

    RequestLog(VirtualScheduler world) {
        this.world = world;
    }

    /**
     * One message.
     *
     * @param connection ordinal of the connection, from 1
     * @param at         when it came, since the beginning
     * @param bytes      its length; 0 for a ping
     */
    public record Request(int connection, Duration at, int bytes) {}

    /** {@return the most messages that one connection sent within any window of this length} */
    public int mostWithin(Duration window) {
        int most = 0;
        for (int connection = 1; connection <= connections; connection++) {
            final int own = connection;
            final List<Request> sent =
                    requests.stream().filter(each -> each.connection == own).toList();
            int from = 0;
            for (int i = 0; i < sent.size(); i++) {
                while (sent.get(i).at.minus(sent.get(from).at).compareTo(window) >= 0) {
                    from++;
                }
                most = Math.max(most, i - from + 1);
            }
        }
        return most;
    }

    /** {@return all of them, oldest first} */
    public List<Request> all() {
        return List.copyOf(requests);
    }

    Venue watching(Venue venue) {
        return new Watched(venue);
    }

    private void add(int connection, int bytes) {
        requests.add(new Request(connection, world.elapsed(), bytes));
    }

    private final class Watched implements Venue {

        private final Venue venue;

        Watched(Venue venue) {
            this.venue = venue;
        }

        @Override
        public String id() {
            return venue.id();
        }

        @Override
        public void start(Scheduler scheduler) {
            venue.start(scheduler);
        }

        @Override
        public void stop() {
            venue.stop();
        }

        @Override
        public Admission accept(ClientRequest request, ClientLink link) {
            final Admission admission = venue.accept(request, link);
            return admission instanceof Admission.Admitted admitted
                    ? new Admission.Admitted(new WatchedConnection(admitted.connection(), ++connections))
                    : admission;
        }

        @Override
        public HttpAnswer get(ClientRequest request) {
            return venue.get(request);
        }
    }

    private final class WatchedConnection implements VenueConnection {

        private final VenueConnection connection;
        private final int ordinal;

        WatchedConnection(VenueConnection connection, int ordinal) {
            this.connection = connection;
            this.ordinal = ordinal;
        }

        @Override
        public void onOpen() {
            connection.onOpen();
        }

        @Override
        public void onText(byte[] buffer, int offset, int length) {
            add(ordinal, length);
            connection.onText(buffer, offset, length);
        }

        @Override
        public void onBinary(byte[] buffer, int offset, int length) {
            add(ordinal, length);
            connection.onBinary(buffer, offset, length);
        }

        @Override
        public void onPing() {
            add(ordinal, 0);
            connection.onPing();
        }

        @Override
        public void onPong() {
            connection.onPong();
        }

        @Override
        public void onClosed() {
            connection.onClosed();
        }
    }
}
