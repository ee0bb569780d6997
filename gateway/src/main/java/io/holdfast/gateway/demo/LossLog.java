package io.holdfast.gateway.demo;

import io.holdfast.feed.Reason;
import io.holdfast.session.SessionListener;
import io.holdfast.session.SessionState;
import io.holdfast.session.SessionTransition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Times the losses of one exchange: from the instant of the cut to the transition that notices it (detect), and from
 * there to LIVE again (recover); and holds each loss against the cut that caused it. One session. Any thread.
 */
public final class LossLog implements SessionListener {

    private static final long NONE = -1;
    private static final double NANOS_PER_MILLI = 1e6;

    private final String exchange;
    private final Consumer<String> lines;
    private final Map<Reason, Durations> byReason = new EnumMap<>(Reason.class);
    private final Map<Reason, Integer> caused = new EnumMap<>(Reason.class);
    private int injected;
    private int unexplained;
    private int losses;
    private int recovered;
    private boolean live;
    private @Nullable Cut pending;
    private long cutNanos;
    private @Nullable SessionTransition loss;
    private long detectNanos = NONE;
    private long detectTotalNanos;
    private long outageNanos;
    private long recoverTotalNanos;
    private int attempts;
    private boolean wanted;
    private long wantedNanos;
    private boolean everLive;
    private long startNanos;

    /**
     * Makes a log.
     *
     * @param exchange whose losses; transitions of others are passed over
     * @param lines    where lines go; must not block
     */
    public LossLog(String exchange, Consumer<String> lines) {
        this.exchange = exchange;
        this.lines = lines;
    }

    /** Notes that a connection is about to be cut. {@return false if it should not be: it is not live} */
    public synchronized boolean onCut(Cut cut, long nowNanos) {
        if (!live || pending != null) {
            return false;
        }
        injected++;
        pending = cut;
        cutNanos = nowNanos;
        return true;
    }

    @Override
    public synchronized void onTransition(SessionTransition transition) {
        if (!transition.exchange().equals(exchange)) {
            return;
        }
        if (!wanted) {
            wanted = true;
            wantedNanos = transition.atNanos();
        }
        live = transition.to() == SessionState.LIVE;
        if (live && !everLive) {
            everLive = true;
            startNanos = transition.atNanos() - wantedNanos;
        }
        if (transition.from() == SessionState.LIVE && transition.to() != SessionState.STOPPED) {
            onLoss(transition);
        } else if (transition.to() == SessionState.CONNECTING) {
            attempts++;
        } else if (live && loss != null) {
            onRecovered(transition.atNanos());
        }
    }

    /** {@return whether the session is live and no cut is waiting to be noticed} */
    public synchronized boolean isLive() {
        return live && pending == null;
    }

    /** {@return whether the last cut has not been noticed, or what was lost has not been recovered} */
    public synchronized boolean isOpen() {
        return pending != null || loss != null;
    }

    /** {@return how often it was cut} */
    public synchronized int injected() {
        return injected;
    }

    /** {@return losses that no cut explains, or that gave a reason which the cut does not} */
    public synchronized int unexplained() {
        return unexplained;
    }

    /** {@return losses that a cut explains, by the reason that they gave} */
    public synchronized Map<Reason, Integer> caused() {
        return caused.isEmpty() ? Map.of() : new EnumMap<>(caused);
    }

    /** {@return how often a live session was lost} */
    public synchronized int losses() {
        return losses;
    }

    /** {@return how often it came back} */
    public synchronized int recovered() {
        return recovered;
    }

    /** {@return from all cuts until live again, in nanoseconds: what the schedule of faults did to the exchange} */
    public synchronized long outageNanos() {
        return outageNanos;
    }

    /** {@return the part of it from the moment it was noticed} */
    public synchronized long recoverTotalNanos() {
        return recoverTotalNanos;
    }

    /** {@return the part of it that had not been noticed yet} */
    public synchronized long detectTotalNanos() {
        return detectTotalNanos;
    }

    /**
     * {@return the share of the time since it was first wanted that it could be used, 0 to 1: less the time of the start
     * and all that the cuts took} What was not noticed yet counts as usable, for whoever did not notice it used it.
     */
    public synchronized double noticedShare(long nowNanos) {
        return share(recoverTotalNanos, nowNanos);
    }

    /** {@return the same, where a cut takes from its first moment on} */
    public synchronized double trueShare(long nowNanos) {
        return share(outageNanos, nowNanos);
    }

    /** {@return one line for each reason, in the reasons' order} */
    public synchronized List<String> summary() {
        final List<String> summary = new ArrayList<>();
        byReason.forEach((reason, durations) -> summary.add("loss exchange=" + exchange + " reason=" + reason
                + " count=" + durations.count + " detect " + durations.detect() + " recover " + durations.recover()));
        return summary;
    }

    /** Says what has not come back. */
    public synchronized void reportOpen() {
        if (loss != null) {
            lines.accept(line(loss) + " recovered=never");
        }
    }

    private double share(long takenNanos, long nowNanos) {
        final long allNanos = nowNanos - wantedNanos;
        if (!everLive || allNanos <= 0) {
            return 0;
        }
        final long openNanos = loss == null ? 0 : nowNanos - loss.atNanos();
        return (double) (allNanos - startNanos - takenNanos - openNanos) / allNanos;
    }

    private void onLoss(SessionTransition transition) {
        losses++;
        attempts = 0;
        loss = transition;
        detectNanos = pending == null ? NONE : transition.atNanos() - cutNanos;
        if (pending != null && pending.reasons().contains(transition.reason())) {
            caused.merge(transition.reason(), 1, Integer::sum);
        } else {
            unexplained++;
        }
        detectTotalNanos += Math.max(0, detectNanos);
        pending = null;
        durations(transition).addLoss(detectNanos);
    }

    private void onRecovered(long atNanos) {
        final SessionTransition lost = loss;
        if (lost == null) {
            return;
        }
        final long recoverNanos = atNanos - lost.atNanos();
        recovered++;
        recoverTotalNanos += recoverNanos;
        outageNanos += recoverNanos + Math.max(0, detectNanos);
        durations(lost).recoverNanos.add(recoverNanos);
        lines.accept(line(lost) + " recovered=" + millis(recoverNanos));
        loss = null;
    }

    private String line(SessionTransition lost) {
        return "loss #" + losses + " exchange=" + exchange + " reason=" + lost.reason() + " cause=\""
                + lost.detail().replace('"', '\'') + "\" detected=" + (detectNanos == NONE ? "?" : millis(detectNanos))
                + " attempt=" + attempts;
    }

    private Durations durations(SessionTransition lost) {
        return byReason.computeIfAbsent(lost.reason(), unused -> new Durations());
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1fms", nanos / NANOS_PER_MILLI);
    }

    private static final class Durations {

        private final List<Long> detectNanos = new ArrayList<>();
        private final List<Long> recoverNanos = new ArrayList<>();
        private int count;

        void addLoss(long nanos) {
            count++;
            if (nanos != NONE) {
                detectNanos.add(nanos);
            }
        }

        String detect() {
            return describe(detectNanos);
        }

        String recover() {
            return describe(recoverNanos);
        }

        private static String describe(List<Long> values) {
            if (values.isEmpty()) {
                return "p50=- max=-";
            }
            final List<Long> sorted = new ArrayList<>(values);
            Collections.sort(sorted);
            final long middle = sorted.get((sorted.size() - 1) / 2); // nearest rank
            return "p50=" + millis(middle) + " max=" + millis(sorted.get(sorted.size() - 1));
        }
    }
}
