package io.holdfast.gateway.demo;

import io.holdfast.GateChange;
import io.holdfast.gateway.dashboard.DashboardView;
import io.holdfast.gateway.dashboard.Json;
import io.holdfast.gateway.dashboard.PriceRow;
import io.holdfast.health.Availability;
import io.holdfast.health.ExchangeHealth;
import io.holdfast.health.HealthEvent;
import io.holdfast.health.HealthReport;
import io.holdfast.health.HealthWindow;
import io.holdfast.health.WindowHealth;
import io.holdfast.market.Decimal;
import io.holdfast.session.SessionTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Puts what there is to show into lines for a {@link Screen}. Stateless. */
final class TerminalView {

    private static final int BAR = 20;
    private static final int MOST_PRICES = 12;
    private static final int MOST_EVENTS = 8;
    private static final double MILLI = 1e6;
    private static final double SECOND = 1e9;

    private TerminalView() {}

    /**
     * {@return the lines}
     *
     * @param head what stands above
     */
    static List<String> lines(String head, DashboardView view) {
        final HealthReport report = view.health();
        final List<String> lines = new ArrayList<>();
        lines.add(Screen.paint(head, Screen.Colour.BOLD));
        lines.add("connected: " + report.connected() + "  disconnected: " + report.disconnected());
        lines.add("");
        lines.add(Screen.paint(
                String.format(
                        Locale.ROOT,
                        "%-11s %-12s %-9s %-6s %-" + BAR + "s %9s %6s %9s  %s",
                        "exchange",
                        "state",
                        "since",
                        "gate",
                        "reliability 1m",
                        "",
                        "losses",
                        "recover",
                        "last reason"),
                Screen.Colour.GREY));
        final Map<String, GateChange> gates = new TreeMap<>();
        view.gates().forEach(gate -> gates.put(gate.exchange(), gate));
        report.exchanges().forEach(exchange -> lines.add(row(exchange, gates.get(exchange.exchange()), report)));
        lines.add("");
        view.prices().stream().filter(PriceRow::filled).limit(MOST_PRICES).forEach(row -> lines.add(price(row, view)));
        lines.add("");
        report.alerts()
                .forEach(alert -> lines.add(Screen.paint(
                        "alert " + alert.exchange() + " " + alert.rule() + ": " + alert.message(), Screen.Colour.RED)));
        for (final HealthEvent event :
                report.events().subList(0, Math.min(MOST_EVENTS, report.events().size()))) {
            lines.add(Screen.paint(
                    String.format(Locale.ROOT, "%7.1f s ago  ", (report.atNanos() - event.atNanos()) / SECOND)
                            + Json.harmless(event.text()),
                    Screen.Colour.GREY));
        }
        return lines;
    }

    private static String row(
            ExchangeHealth exchange, @org.jspecify.annotations.Nullable GateChange gate, HealthReport report) {
        final SessionTransition session = exchange.worstSession();
        final Screen.Colour colour =
                exchange.availability() == Availability.UP ? Screen.Colour.GREEN : Screen.Colour.RED;
        final WindowHealth minute = exchange.window(HealthWindow.MINUTE);
        final double share = minute.reliability().orElse(0);
        final int full = (int) Math.floor(share * BAR);
        final boolean open = gate != null && gate.open();
        return String.format(Locale.ROOT, "%-11s ", exchange.exchange())
                + Screen.paint(String.format(Locale.ROOT, "%-12s", session.to()), colour)
                + String.format(Locale.ROOT, " %8.1fs ", (report.atNanos() - session.atNanos()) / SECOND)
                + Screen.paint(open ? "open   " : "shut   ", open ? Screen.Colour.GREEN : Screen.Colour.YELLOW)
                + Screen.paint("█".repeat(full), Screen.Colour.GREEN)
                + Screen.paint("░".repeat(BAR - full), Screen.Colour.RED)
                + (minute.reliability().isEmpty() ? "   unknown" : String.format(Locale.ROOT, " %7.2f %%", 100 * share))
                + String.format(
                        Locale.ROOT,
                        " %6d %9s  %s",
                        exchange.window(HealthWindow.SINCE_START).disconnects(),
                        exchange.recover().count() == 0
                                ? "unknown"
                                : String.format(
                                        Locale.ROOT,
                                        "%.0f ms",
                                        exchange.recover().p50Nanos() / MILLI),
                        session.reason())
                + (session.retryInNanos() < 0
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", attempt %d, next in %.1f s",
                                session.attempt(),
                                Math.max(0, session.retryInNanos() - (report.atNanos() - session.atNanos())) / SECOND));
    }

    private static String price(PriceRow row, DashboardView view) {
        final StringBuilder text = new StringBuilder()
                .append(String.format(Locale.ROOT, "%-11s %-10s ", row.exchange(), Json.harmless(row.instrument())));
        Decimal.appendTo(text, row.bidPrice(), row.bidPriceScale());
        text.append(" / ");
        Decimal.appendTo(text, row.askPrice(), row.askPriceScale());
        text.append(String.format(
                Locale.ROOT,
                "  %.1f s old, epoch %d, %s",
                (view.nowNanos() - row.receivedNanos()) / SECOND,
                row.epoch(),
                row.live() ? row.gateOpen() ? "LIVE" : "LIVE, gate shut" : "STALE " + row.reason()));
        return row.live() ? text.toString() : Screen.paint(text.toString(), Screen.Colour.YELLOW);
    }
}
