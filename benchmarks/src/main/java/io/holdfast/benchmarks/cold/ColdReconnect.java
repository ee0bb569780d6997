package io.holdfast.benchmarks.cold;

import io.holdfast.benchmarks.measure.Effort;
import io.holdfast.benchmarks.measure.Measurement;
import io.holdfast.benchmarks.measure.Rows;
import io.holdfast.benchmarks.reconnect.ClientKind;
import io.holdfast.benchmarks.reconnect.Cut;
import io.holdfast.benchmarks.reconnect.Reconnects;
import io.holdfast.benchmarks.reconnect.Scheme;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The first, second and tenth reconnect of a fresh process, and the median of the last third of sixty, each in
 * several processes one after the other. The server is in the same process and as cold as the client, for all alike.
 */
public final class ColdReconnect implements Measurement {

    private static final List<ClientKind> CLIENTS = List.of(
            ClientKind.HOLDFAST,
            ClientKind.FLOOR_NETTY,
            ClientKind.FLOOR_BLOCKING_SOCKET,
            ClientKind.OKHTTP_TUNED,
            ClientKind.JDK);
    private static final int CUTS = 60;
    private static final int FEWEST_CUTS = 12;
    private static final int WARM_PART = 3;
    private static final int PROCESS_LIMIT_SECONDS = 40;

    @Override
    public Duration limit(Effort effort) {
        return Duration.ofSeconds(effort.of(90, 240, 900));
    }

    @Override
    public void run(Effort effort, Rows rows) throws Exception {
        for (final Scheme scheme : List.of(Scheme.WSS_FULL, Scheme.WS).subList(0, effort.of(1, 1, 2))) {
            for (final ClientKind client : CLIENTS.subList(0, effort.of(1, 5, 5))) {
                final List<long[]> processes = new ArrayList<>();
                for (int i = 0; i < effort.of(1, 3, 15); i++) {
                    processes.add(process(client, scheme, effort.of(FEWEST_CUTS, CUTS, CUTS)));
                }
                rows.row()
                        .with("case", scheme)
                        .with("client", client)
                        .with("processes", processes.size())
                        .with("first ms", median(processes, 0))
                        .with("second ms", median(processes, 1))
                        .with("tenth ms", median(processes, 9))
                        .with("warm ms", warm(processes))
                        .write();
            }
        }
    }

    /** In the process of its own: prints what each reconnect took. */
    public static void main(String[] arguments) throws Exception {
        final StringBuilder line = new StringBuilder("nanos:");
        try (Reconnects reconnects = new Reconnects(
                ClientKind.valueOf(arguments[0]), Scheme.valueOf(arguments[1]), false, 1, port -> port)) {
            TimeUnit.MILLISECONDS.sleep(300); // start-up and rehearsal are over
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                line.append(' ').append(reconnects.cut(Cut.FIN));
            }
        }
        System.out.println(line);
        System.exit(0);
    }

    private static long[] process(ClientKind client, Scheme scheme, int cuts) throws Exception {
        final Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ColdReconnect.class.getName(),
                        client.name(),
                        scheme.name(),
                        Integer.toString(cuts))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(PROCESS_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException(client + ": not finished within " + PROCESS_LIMIT_SECONDS + " s");
        }
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        final int from = output.indexOf("nanos:");
        if (from < 0) {
            throw new IllegalStateException(client + ": " + output.lines().reduce("", (a, b) -> b));
        }
        return Arrays.stream(output.substring(from + 6).trim().split("\\s+"))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    private static double median(List<long[]> processes, int reconnect) {
        return middle(processes.stream().mapToLong(nanos -> nanos[reconnect]).toArray());
    }

    private static double warm(List<long[]> processes) {
        return middle(processes.stream()
                .flatMapToLong(nanos -> Arrays.stream(nanos, nanos.length - nanos.length / WARM_PART, nanos.length))
                .toArray());
    }

    private static double middle(long[] nanos) {
        Arrays.sort(nanos);
        return Math.round(nanos[nanos.length / 2] / 1e4) / 1e2;
    }
}
