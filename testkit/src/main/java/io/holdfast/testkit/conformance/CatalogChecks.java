package io.holdfast.testkit.conformance;

import io.holdfast.exchange.CatalogException;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.ListedInstrument;
import io.holdfast.market.Instrument;
import io.holdfast.market.InstrumentStatus;
import io.holdfast.testkit.venue.ClientRequest;
import io.holdfast.testkit.venue.HttpAnswer;
import io.holdfast.testkit.venue.SimulatedVenue;
import io.holdfast.time.VirtualScheduler;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What the adapter says of its exchange, and the list of instruments. */
final class CatalogChecks extends CheckGroup {

    private static final int CUTS = 16;

    CatalogChecks(Subject subject) {
        super("profile and catalog", subject);
    }

    @Override
    void define() {
        kind("PROFILE");
        add("the id is lower case and stable", () -> {
            final String id = subject.adapter().id();
            Check.that(id.matches("[a-z][a-z0-9-]*"), "id: " + id + " (expected: lower case)");
            Check.that(id.equals(subject.adapter().id()), "id: another each time (expected: one for ever)");
        });
        add("every profile has a name of its own", () -> {
            final List<ExchangeProfile> profiles = subject.adapter().profiles();
            Check.that(!profiles.isEmpty(), "profiles: none (expected: at least one)");
            final Set<String> names =
                    profiles.stream().map(ExchangeProfile::name).collect(Collectors.toSet());
            Check.that(names.size() == profiles.size(), "profiles: " + names + " (expected: distinct names)");
        });
        add(
                "every endpoint is encrypted",
                () -> subject.adapter()
                        .profiles()
                        .forEach(profile -> Check.that(
                                profile.http().secure()
                                        && profile.streams().stream().allMatch(each -> each.secure()),
                                profile.name() + ": an endpoint without TLS (expected: wss and https)")));

        kind("CATALOG");
        add("every market of the exchange is listed and trades", () -> {
            final List<ListedInstrument> listed = read(body());
            for (final Instrument instrument : List.of(subject.first(), subject.second())) {
                Check.that(
                        listed.stream()
                                .anyMatch(each -> each.instrument().equals(instrument)
                                        && each.status() == InstrumentStatus.TRADING),
                        instrument + ": not listed as trading: " + listed);
            }
        });
        add("no instrument is listed twice", () -> {
            final List<ListedInstrument> listed = read(body());
            Check.that(
                    listed.stream().map(ListedInstrument::instrument).distinct().count() == listed.size(),
                    "listed: " + listed + " (expected: each instrument once)");
        });
        add("a list that is cut off is refused", () -> {
            final byte[] body = body();
            for (int i = 0; i < CUTS; i++) {
                expectRefused(Arrays.copyOf(body, body.length * i / CUTS));
            }
            expectRefused(Arrays.copyOf(body, body.length - 1));
        });
        add("what is no list is refused", () -> {
            for (final byte[] text : Hostile.documents()) {
                expectRefusedOrEmpty(text);
            }
        });
        add(
                "a page of HTML is refused",
                () -> expectRefused(
                        "<html><body>503 Service Unavailable</body></html>".getBytes(StandardCharsets.UTF_8)));
        add("fields in another order, white space and unknown fields change nothing", () -> {
            final List<ListedInstrument> listed = read(body());
            for (final JsonShape shape : JsonShape.values()) {
                if (shape.keepsDocuments()) {
                    final List<ListedInstrument> other = read(shape.reshaper(1).apply(body()));
                    Check.that(Set.copyOf(other).equals(Set.copyOf(listed)), shape + ": " + other);
                }
            }
        });
    }

    private byte[] body() {
        final SimulatedVenue<?> venue = subject.venue(subject.markets(), Subject.TICK, 1);
        venue.start(new VirtualScheduler());
        final String path = subject.profile().http().target();
        final String target = subject.adapter().catalogTarget(subject.profile());
        final HttpAnswer answer = venue.get(
                ClientRequest.of((path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + target));
        Check.that(answer.status() == 200, target + ": status " + answer.status() + " of the venue (expected: 200)");
        return answer.body();
    }

    private List<ListedInstrument> read(byte[] body) throws CatalogException {
        return subject.adapter().readCatalog(subject.profile(), body);
    }

    private void expectRefused(byte[] body) {
        try {
            final List<ListedInstrument> listed = read(body);
            throw new AssertionError(
                    "a broken list of " + body.length + " bytes was read as " + listed + " (expected: refused)");
        } catch (CatalogException expected) {
            // as it should be
        }
    }

    private void expectRefusedOrEmpty(byte[] body) {
        try {
            Check.that(read(body).isEmpty(), "instruments were found in what is no list of them");
        } catch (CatalogException expected) {
            // as it should be
        }
    }
}
