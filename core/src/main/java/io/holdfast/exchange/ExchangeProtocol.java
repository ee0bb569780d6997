package io.holdfast.exchange;

import io.holdfast.transport.FrameKind;
import java.util.List;

/**
 * One exchange's language on one connection: turns subscriptions into requests and frames into events.
 *
 * <p>A protocol is made anew for each connection and forgotten with it, so it holds nothing that must outlive one. It
 * is confined to the session's thread, never blocks, reads no clock and starts no thread: time-outs, pacing, retries
 * and limits are the engine's.
 *
 * <p>Order of calls: {@link #upgradeTarget} once, {@link #onOpened} once, then the others.
 */
public interface ExchangeProtocol {

    /**
     * Says what to ask for when opening the connection; unless overridden, for the bare endpoint.
     *
     * @param wanted all that is wanted, by channel, then instrument; as many from its front as fit may be subscribed
     *               to by the target itself
     */
    default UpgradeTarget upgradeTarget(List<WireSubscription> wanted) {
        return UpgradeTarget.PLAIN;
    }

    /** The connection is open. Whatever the exchange wants to hear first is sent here. */
    default void onOpened(Outbound out) {}

    /**
     * Sends exactly one request that subscribes to the first of {@code pending}, and to as many after it as one request
     * may carry within the profile's limits.
     *
     * @param pending not empty; ordered by channel, then instrument
     * @return how many from the front the request covers; 0 where something had to be sent before them: it is called
     *     again when the profile allows the next request
     */
    int subscribe(List<WireSubscription> pending, Outbound out);

    /**
     * Sends one request that ends the first of {@code pending}, and as many after it; as {@link #subscribe}. Sends none
     * where nothing changes on the wire, since another subscription lives on the same stream.
     */
    int unsubscribe(List<WireSubscription> pending, Outbound out);

    /**
     * Reads one message. Hot path: no allocation for the frames that carry data.
     *
     * @param buffer belongs to the transport; not to be kept
     */
    void onFrame(FrameKind kind, byte[] buffer, int offset, int length);

    /**
     * What {@link ProtocolSink#fetch} asked for has come.
     *
     * @param status HTTP status; 0 where there was no response
     * @param body   belongs to the protocol
     */
    default void onResource(int id, int status, byte[] body) {}

    /**
     * Makes one subscription whole again after an {@link Anomaly}: begins a new join, or sends requests.
     *
     * @return false if it can only be done by unsubscribing and subscribing again, which the engine then does
     */
    default boolean resync(WireSubscription subscription, Outbound out) {
        return false;
    }

    /** Sends an application-level ping; called every {@link ExchangeProfile#applicationPingInterval()} if not zero. */
    default void sendApplicationPing(Outbound out) {}
}
