/**
 * The web dashboard and its HTTP interface: one page, one stream of server-sent events, JSON, Prometheus text, probes.
 * Entry: {@link io.holdfast.gateway.dashboard.DashboardServer}; {@code docs/http-api.md} is the schema.
 *
 * <p>Loopback unless told otherwise, and then with a token only. Nothing is written by a request, but for the buttons of
 * the demo. What exchanges and operators have written is data everywhere, never markup.
 */
@NullMarked
package io.holdfast.gateway.dashboard;

import org.jspecify.annotations.NullMarked;
