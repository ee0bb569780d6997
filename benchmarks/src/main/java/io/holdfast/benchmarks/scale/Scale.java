package io.holdfast.benchmarks.scale;

import io.holdfast.benchmarks.measure.Effort;
import io.holdfast.benchmarks.measure.Measurement;
import io.holdfast.benchmarks.measure.Rows;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Sessions of one exchange on one event loop, one instrument each; and 10,000 instruments on ten. Budgets, breaker and
 * backoff are lifted so that the machine's limit shows and not the exchange's: within Binance's 300 attempts in five
 * minutes a thousand connections take a quarter of an hour by arithmetic. The server is in the same process, and part of
 * memory and processor time.
 */
public final class Scale implements Measurement {

    @Override
    public Duration limit(Effort effort) {
        return Duration.ofSeconds(effort.of(60, 120, 300));
    }

    @Override
    public void run(Effort effort, Rows rows) throws Exception {
        final int idleSeconds = effort.of(0, 3, 20);
        measure(1, 1, idleSeconds, rows); // first, and once more: what is loaded once counts for none
        for (final int sessions : new int[] {1, effort.of(10, 100, 100), effort.of(20, 1_000, 1_000)}) {
            measure(sessions, 1, idleSeconds, rows);
        }
        measure(10, effort.of(300, 1_000, 1_000), idleSeconds, rows);
    }

    private static void measure(int sessions, int instrumentsEach, int idleSeconds, Rows rows) throws Exception {
        final int instruments = sessions * instrumentsEach;
        final long before = heap();
        try (Crowd crowd = new Crowd(instruments);
                ManySessions many = new ManySessions(crowd.port(), instruments, instrumentsEach)) {
            final long liveMillis = many.untilAllFresh(many.startedNanos()) / 1_000_000;
            TimeUnit.MILLISECONDS.sleep(300);
            final long held = heap() - before;
            final double idle = idleProcessor(idleSeconds);
            many.forget();
            final long recoverMillis = many.untilAllFresh(crowd.cutAll()) / 1_000_000;
            rows.row()
                    .with("case", sessions + " sessions, " + instruments + " instruments")
                    .with("sessions", many.sessions())
                    .with("all live ms", liveMillis)
                    .with("all recovered ms", recoverMillis)
                    .with("heap KB a session", Math.max(0, held) / 1_024 / sessions)
                    .with("idle processor %", Math.round(idle * 1_000) / 10.0)
                    .with("threads", ManagementFactory.getThreadMXBean().getThreadCount())
                    .write();
        }
    }

    private static long heap() throws InterruptedException {
        final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < 3; i++) {
            memory.gc();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static double idleProcessor(int seconds) throws InterruptedException {
        final var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        final long before = system.getProcessCpuTime();
        final long start = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        return (double) (system.getProcessCpuTime() - before) / (System.nanoTime() - start);
    }
}
