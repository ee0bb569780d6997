package io.holdfast.gateway;

import io.holdfast.exchange.ExchangeAdapter;
import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.exchange.RateLimit;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists the plugins. */
@Command(
        name = "exchanges",
        description = "Lists the plugins found, with their profiles: channels, endpoints and limits.",
        mixinStandardHelpOptions = true)
final class ExchangesCommand implements Callable<Integer> {

    ExchangesCommand() {}

    @Override
    public Integer call() {
        final PrintStream out = System.out;
        final Map<String, ExchangeAdapter> found = new TreeMap<>();
        ServiceLoader.load(ExchangeAdapter.class).forEach(adapter -> found.put(adapter.id(), adapter));
        found.values().forEach(adapter -> adapter.profiles().forEach(profile -> print(out, adapter.id(), profile)));
        if (found.isEmpty()) {
            out.println("no plugin found (expected: an exchange-* artifact on the class path)");
        }
        return 0;
    }

    private static void print(PrintStream out, String id, ExchangeProfile profile) {
        out.println(id + " (" + profile.name() + ")");
        line(out, "channels", new TreeSet<>(profile.channels()).toString());
        profile.streams().forEach(stream -> line(out, "stream", stream.toString()));
        line(out, "http", profile.http().toString());
        line(out, "attempts", limit(profile.connectionAttempts()));
        line(out, "messages to it", limit(profile.outgoingMessages()) + " on each connection");
        line(out, "http weight", limit(profile.httpWeight()));
        line(out, "subscriptions", "up to " + profile.maxSubscriptionsPerConnection() + " on each connection");
        line(out, "silence limit", text(profile.silenceLimit()));
        line(
                out,
                "ping",
                profile.pingInterval().isZero()
                        ? "never"
                        : "after " + text(profile.pingInterval()) + " of silence, answer within "
                                + text(profile.pongTimeout()));
        line(
                out,
                "connection's age",
                profile.maxConnectionAge().isZero() ? "unlimited" : "up to " + text(profile.maxConnectionAge()));
        out.println();
    }

    private static void line(PrintStream out, String name, String value) {
        out.printf("  %-17s %s%n", name, value);
    }

    private static String limit(RateLimit limit) {
        return limit.count() + " in " + text(limit.window());
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
