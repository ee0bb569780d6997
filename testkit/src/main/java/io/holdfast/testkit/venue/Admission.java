package io.holdfast.testkit.venue;

/** A venue's answer to an upgrade request. */
public sealed interface Admission {

    /**
     * The client may come in: the host answers 101, then calls {@link VenueConnection#onOpen}.
     *
     * @param connection what the venue keeps of the client
     */
    record Admitted(VenueConnection connection) implements Admission {}

    /**
     * The client is turned away.
     *
     * @param answer what the host sends instead of the upgrade
     */
    record Refused(HttpAnswer answer) implements Admission {}
}
