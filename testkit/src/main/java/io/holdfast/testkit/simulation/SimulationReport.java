package io.holdfast.testkit.simulation;

import io.holdfast.feed.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one simulation led to.
 *
 * @param seed           what it was drawn from
 * @param simulated      how much time passed in it
 * @param schedule       what went wrong
 * @param exchanges      each exchange's figures
 * @param events         data events that were read from the ring
 * @param violationCount breaches of the contract
 * @param violations     the first of them
 * @param transitions    the last moves of sessions, at most fifty
 * @param frames         the last frames, in and out, at most fifty
 */
public record SimulationReport(
        long seed,
        Duration simulated,
        FaultSchedule schedule,
        List<ExchangeFigures> exchanges,
        long events,
        long violationCount,
        List<Violation> violations,
        List<String> transitions,
        List<String> frames) {

    /**
     * One exchange's figures.
     *
     * @param name        its name
     * @param losses      losses of an open connection, by reason
     * @param detect      how long they took to be noticed
     * @param recover     how long it took to be live again
     * @param attempts    attempts to connect
     * @param busiest     the most of them within any window of the budget
     * @param budget      how many of them the window allows
     * @param falseAlarms losses although nothing was wrong
     * @param sent        data messages that the exchange sent
     * @param arrived     of them, those that reached the client
     * @param lost        of them, those that were under way on a connection that ended
     */
    public record ExchangeFigures(
            String name,
            Map<Reason, Long> losses,
            String detect,
            String recover,
            long attempts,
            long busiest,
            long budget,
            long falseAlarms,
            long sent,
            long arrived,
            long lost) {

        /** Copies nothing: the figures are final when they are reported. */
        public ExchangeFigures {
            losses = Map.copyOf(losses);
        }
    }

    /** {@return whether no promise was broken} */
    public boolean isClean() {
        return violationCount == 0;
    }

    /** {@return the figures, for people; the same run gives the same text} */
    public String summary() {
        final StringBuilder text = new StringBuilder(2_048);
        text.append(String.format(
                Locale.ROOT,
                "seed %d: %d h %02d min simulated, %d exchanges, %d faults, %d events checked%n",
                seed,
                simulated.toHours(),
                simulated.toMinutesPart(),
                exchanges.size(),
                schedule.events().size(),
                events));
        for (final ExchangeFigures each : exchanges) {
            text.append(each.name()).append('\n');
            text.append("  losses       ").append(losses(each.losses())).append('\n');
            text.append("  to notice    ").append(each.detect()).append('\n');
            text.append("  to recover   ").append(each.recover()).append('\n');
            text.append(String.format(
                    Locale.ROOT,
                    "  attempts     %d, busiest window %d of %d allowed%n",
                    each.attempts(),
                    each.busiest(),
                    each.budget()));
            text.append(String.format(
                    Locale.ROOT,
                    "  messages     %d sent, %d arrived, %d lost with their connection%n",
                    each.sent(),
                    each.arrived(),
                    each.lost()));
            text.append("  false alarms ").append(each.falseAlarms()).append('\n');
        }
        return text.append("contract violations: ")
                .append(violationCount)
                .append('\n')
                .toString()
                .replace("\r\n", "\n");
    }

    private static String losses(Map<Reason, Long> losses) {
        if (losses.isEmpty()) {
            return "none";
        }
        return new TreeMap<>(losses)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", "));
    }

    /** {@return what failed, and all that helps to find out why} */
    public String failure() {
        final StringBuilder text = new StringBuilder(4_096);
        text.append("seed ").append(seed).append(": ").append(violationCount).append(" violations\n");
        violations.forEach(violation -> text.append("  ").append(violation).append('\n'));
        text.append("faults:\n").append(schedule.toString().indent(2));
        text.append("last transitions:\n");
        transitions.forEach(line -> text.append("  ").append(line).append('\n'));
        text.append("last frames:\n");
        frames.forEach(line -> text.append("  ").append(line).append('\n'));
        return text.toString();
    }
}
