package io.holdfast.gateway;

import io.holdfast.gateway.demo.Demo;
import io.holdfast.gateway.demo.DemoExchange;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows losses and recoveries against a simulated exchange. */
@Command(
        name = "demo",
        description = "Connects to a simulated exchange on this machine, cuts the connection again and again, and tells"
                + " what was lost and how long it took.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    private static final int MAX_SECONDS = 24 * 3600;

    @Option(names = "--seconds", paramLabel = "N", description = "end after N seconds; otherwise with Ctrl-C")
    private int seconds;

    @Option(names = "--plain", description = "no terminal control sequences (there are none yet)")
    @SuppressWarnings("UnusedVariable") // accepted already, so that scripts may use it
    private boolean plain;

    DemoCommand() {}

    @Override
    public Integer call() throws ConfigException, InterruptedException {
        if (seconds < 0 || seconds > MAX_SECONDS) {
            throw new ConfigException("--seconds: " + seconds + " (expected: 1 .. " + MAX_SECONDS + ")");
        }
        try (Stop stop = Stop.onSignal();
                DemoExchange exchange = open()) {
            final Demo.Outcome outcome = new Demo(exchange, System.out, stop, seconds).run();
            return outcome.isGood() || stop.isAsked() ? 0 : Main.FAILED;
        }
    }

    private static DemoExchange open() throws ConfigException {
        return ServiceLoader.load(DemoExchange.class)
                .findFirst()
                .orElseThrow(() -> new ConfigException("demo: no simulated exchange is part of this build"));
    }
}
