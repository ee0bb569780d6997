package io.holdfast.exchange;

import io.holdfast.transport.Disconnect;
import io.holdfast.transport.DisconnectCause;
import java.util.List;

/**
 * One exchange, as a plugin. Found by {@link java.util.ServiceLoader}: implementations are named in
 * {@code module-info} ({@code provides}) and in {@code META-INF/services}, and need a public constructor without
 * parameters.
 *
 * <p>An adapter is stateless and may be shared by any number of sessions and threads; state lives in the
 * {@link ExchangeProtocol} that it makes, one for each connection.
 */
public interface ExchangeAdapter {

    /** {@return what users write in configuration: lower case, stable for ever, such as {@code kraken}} */
    String id();

    /** {@return the profiles on offer, the default first; at least one} */
    List<ExchangeProfile> profiles();

    /**
     * Makes the protocol for one connection.
     *
     * @param profile the one in force: one of {@link #profiles()}, perhaps with endpoints and limits overridden
     * @param sink    where decoded events go; the protocol keeps it
     */
    ExchangeProtocol newProtocol(ExchangeProfile profile, ProtocolSink sink);

    /**
     * {@return path and query, appended to the profile's HTTP endpoint, under which the exchange lists its instruments}
     */
    String catalogTarget(ExchangeProfile profile);

    /** {@return what {@link #catalogTarget} costs, in the unit of {@link ExchangeProfile#httpWeight}; at least 1} */
    default int catalogWeight(ExchangeProfile profile) {
        return 1;
    }

    /**
     * Reads the list of instruments. Cold path: may allocate.
     *
     * @param body the response to {@link #catalogTarget}, status 200
     * @throws CatalogException if it is not what the exchange's documentation promises
     */
    List<ListedInstrument> readCatalog(ExchangeProfile profile, byte[] body) throws CatalogException;

    /**
     * {@return what the end of a connection means} The default knows HTTP and WebSocket; an adapter overrides it for
     * what its exchange means by a code, and calls the default for the rest.
     */
    default Refusal classify(Disconnect disconnect) {
        if (disconnect.cause() == DisconnectCause.NETWORK_UNREACHABLE) {
            return Refusal.LOCAL;
        }
        if (disconnect.cause() != DisconnectCause.UPGRADE_REFUSED) {
            return Refusal.TRANSIENT;
        }
        return switch (disconnect.code()) {
            case 418, 429 -> Refusal.RATE_LIMITED;
            case 401, 407 -> Refusal.AUTHENTICATION;
            case 400, 403, 404, 405, 410, 451 -> Refusal.PERMANENT;
            default -> Refusal.TRANSIENT;
        };
    }
}
