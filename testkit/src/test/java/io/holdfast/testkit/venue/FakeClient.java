package io.holdfast.testkit.venue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other end of a {@link ClientLink}: connects, asks, and keeps what comes. */
public final class FakeClient implements ClientLink {

    private final List<String> received = new ArrayList<>();
    private final Venue venue;
    private @Nullable VenueConnection connection;
    private @Nullable HttpAnswer refusal;
    private int pings;
    private String ended = "";

    private FakeClient(Venue venue) {
        this.venue = venue;
    }

    public static FakeClient connect(Venue venue, String target) {
        final FakeClient client = tryToConnect(venue, ClientRequest.of(target));
        assertThat(client.refusal).as("refused").isNull();
        return client;
    }

    public static FakeClient tryToConnect(Venue venue, ClientRequest request) {
        final FakeClient client = new FakeClient(venue);
        final Admission admission = venue.accept(request, client);
        if (admission instanceof Admission.Admitted admitted) {
            client.connection = admitted.connection();
            client.connection.onOpen();
        } else {
            client.refusal = ((Admission.Refused) admission).answer();
        }
        return client;
    }

    public HttpAnswer refusal() {
        return refusal;
    }

    public void send(String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        connection.onText(bytes, 0, bytes.length);
    }

    public void pong() {
        connection.onPong();
    }

    public void leave() {
        connection.onClosed();
    }

    /** {@return what came since the last call} */
    public List<String> take() {
        final List<String> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    public String takeOne() {
        final List<String> taken = take();
        assertThat(taken).hasSize(1);
        return taken.get(0);
    }

    public int pings() {
        return pings;
    }

    /** {@return code and reason of the close frame, {@code dropped}, or nothing} */
    public String ended() {
        return ended;
    }

    @Override
    public void sendText(byte[] buffer, int offset, int length) {
        if (ended.isEmpty()) {
            received.add(new String(buffer, offset, length, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void sendBinary(byte[] buffer, int offset, int length) {
        throw new AssertionError("binary from " + venue.id());
    }

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void close(int code, String reason) {
        end((code + " " + reason).trim());
    }

    @Override
    public void drop() {
        end("dropped");
    }

    private void end(String how) {
        if (ended.isEmpty()) {
            ended = how;
            connection.onClosed();
        }
    }
}
