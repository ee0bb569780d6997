package io.holdfast.session;

import static io.holdfast.session.Liveness.Verdict.ALIVE;
import static io.holdfast.session.Liveness.Verdict.ASK;
import static io.holdfast.session.Liveness.Verdict.ASK_BESIDE_DATA;
import static io.holdfast.session.Liveness.Verdict.HEARTBEAT_MISSING;
import static io.holdfast.session.Liveness.Verdict.SILENT;
import static io.holdfast.session.Liveness.Verdict.SUSPECT;
import static io.holdfast.session.Liveness.Verdict.UNANSWERED;
import static io.holdfast.session.Liveness.Verdict.UNREACHED;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.exchange.ExchangeProfile;
import io.holdfast.session.Liveness.Verdict;
import java.time.Duration;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** To the nanosecond, whatever the clock's origin: limits of 30 s of silence, 10 s to a ping, 5 s to its answer. */
class LivenessTest {

    private static final long START = Long.sum(Long.MAX_VALUE, -7); // every time below lies behind the clock's turn
    private static final long SECOND = 1_000_000_000L;

    private Liveness liveness = liveness(profile -> profile);
    private boolean answersPings = true;

    @Test
    void silenceIsAskedAfterSuspectedAndConvictedEachAtItsNanosecond() {
        assertThat(next(0)).isEqualTo(10 * SECOND);
        assertThat(check(10 * SECOND - 1)).isEqualTo(ALIVE);
        assertThat(check(10 * SECOND)).isEqualTo(ASK);
        ask(10 * SECOND);

        assertThat(next(10 * SECOND)).isEqualTo(2_500_000_000L);
        assertThat(check(12_500_000_000L - 1)).isEqualTo(ALIVE);
        assertThat(check(12_500_000_000L)).isEqualTo(SUSPECT);
        assertThat(check(12_500_000_000L)).as("said once").isEqualTo(ALIVE);
        assertThat(next(12_500_000_000L)).isEqualTo(2_500_000_000L);
        assertThat(check(15 * SECOND - 1)).isEqualTo(ALIVE);
        assertThat(check(15 * SECOND)).isEqualTo(UNANSWERED);
    }

    @Test
    void aProfileMaySuspectSoonerThanAtHalfOfAPongsTimeButNeverLater() {
        liveness = liveness(profile -> profile.suspectTimeout(Duration.ofMillis(400)));
        ask(10 * SECOND);
        assertThat(next(10 * SECOND)).isEqualTo(400_000_000L);
        assertThat(check(10_400_000_000L - 1)).isEqualTo(ALIVE);
        assertThat(check(10_400_000_000L)).isEqualTo(SUSPECT);
        assertThat(check(15 * SECOND)).isEqualTo(UNANSWERED);

        liveness = liveness(profile -> profile.suspectTimeout(Duration.ofSeconds(4)));
        ask(10 * SECOND);
        assertThat(next(10 * SECOND)).isEqualTo(2_500_000_000L);
    }

    @Test
    void anySignOfLifeTakesSuspicionBackAndTheNextPingIsSuspectedAnew() {
        ask(10 * SECOND);
        assertThat(check(13 * SECOND)).isEqualTo(SUSPECT);
        hear(14 * SECOND);
        liveness.answered();
        assertThat(check(15 * SECOND)).isEqualTo(ALIVE);
        assertThat(next(15 * SECOND)).isEqualTo(9 * SECOND);
        assertThat(check(24 * SECOND)).isEqualTo(ASK);
        ask(24 * SECOND);
        assertThat(check(26_500_000_000L)).isEqualTo(SUSPECT);
    }

    @Test
    void withoutPingsSilenceUpToTheLimitIsTheEnd() {
        liveness = liveness(profile -> profile.pingInterval(Duration.ZERO).roundTripInterval(Duration.ZERO));
        assertThat(next(0)).isEqualTo(30 * SECOND);
        assertThat(check(30 * SECOND - 1)).isEqualTo(ALIVE);
        assertThat(check(30 * SECOND)).isEqualTo(SILENT);
        assertThat(next(31 * SECOND)).as("overdue, yet never nothing").isEqualTo(1);
    }

    @Test
    void aHeartbeatThatIsPromisedAndMissingIsTheEndAlthoughPongsCome() {
        liveness = liveness(profile -> profile.heartbeatLimit(Duration.ofSeconds(7)));
        assertThat(next(0)).isEqualTo(7 * SECOND);
        liveness.proven(START + SECOND);
        hear(6 * SECOND);
        assertThat(next(6 * SECOND)).isEqualTo(2 * SECOND);
        assertThat(check(8 * SECOND - 1)).isEqualTo(ALIVE);
        assertThat(check(8 * SECOND)).isEqualTo(HEARTBEAT_MISSING);
    }

    @Test
    void aPingBesideDataIsAnsweredOrTwoInARowAreTheEnd() {
        heardEachSecondUpTo(30);
        assertThat(check(30 * SECOND)).isEqualTo(ASK_BESIDE_DATA);
        liveness.sent(START + 30 * SECOND);
        heardEachSecondUpTo(40);
        assertThat(check(40 * SECOND)).as("the limit of a round trip").isEqualTo(ASK_BESIDE_DATA);
        liveness.sent(START + 40 * SECOND);
        heardEachSecondUpTo(50);
        assertThat(check(50 * SECOND)).isEqualTo(UNREACHED);
    }

    @Test
    void anAnswerBesideDataBeginsTheIntervalAnew() {
        heardEachSecondUpTo(30);
        liveness.sent(START + 30 * SECOND);
        liveness.answered();
        heardEachSecondUpTo(59);
        assertThat(check(59 * SECOND)).isEqualTo(ALIVE);
        assertThat(next(59 * SECOND)).isEqualTo(SECOND);
        heardEachSecondUpTo(60);
        assertThat(check(60 * SECOND)).isEqualTo(ASK_BESIDE_DATA);
    }

    @Test
    void whoHasNeverAnsweredAPingIsNotToBlameForIt() {
        answersPings = false;
        heardEachSecondUpTo(30);
        liveness.sent(START + 30 * SECOND);
        heardEachSecondUpTo(40);
        liveness.sent(START + 40 * SECOND);
        heardEachSecondUpTo(50);
        assertThat(check(50 * SECOND)).isEqualTo(ASK_BESIDE_DATA);
    }

    @Test
    void aPauseOfOurOwnBeginsEverythingAnew() {
        liveness = liveness(profile -> profile.heartbeatLimit(Duration.ofSeconds(12)));
        ask(10 * SECOND);
        liveness.excuse(START + 40 * SECOND);
        assertThat(check(40 * SECOND)).isEqualTo(ALIVE);
        assertThat(next(40 * SECOND)).isEqualTo(10 * SECOND);
        assertThat(liveness.silentNanos(START + 43 * SECOND)).isEqualTo(3 * SECOND);
    }

    @Test
    void aStampFromBeforeChangesNothing() {
        hear(5 * SECOND);
        hear(4 * SECOND);
        assertThat(liveness.heardNanos()).isEqualTo(START + 5 * SECOND);
    }

    /** Whoever sleeps until the next check misses nothing: nothing can be said before. */
    @Property(tries = 500, seed = "20261124")
    void nothingCanBeSaidBeforeTheNextCheck(
            @ForAll @LongRange(min = 0, max = 29_000_000_000L) long heard,
            @ForAll @LongRange(min = 0, max = 5_000_000_000L) long passed,
            @ForAll boolean asked) {
        final Liveness one = liveness(profile -> profile.heartbeatLimit(Duration.ofSeconds(40)));
        one.heard(START + heard);
        if (asked) {
            one.asked(START + heard);
        }
        final long now = START + heard + passed;
        final Verdict verdict = one.check(now, true);
        if (verdict == ALIVE) {
            final long next = one.nextCheckNanos(now);
            assertThat(one.check(now + next - 1, true)).isEqualTo(ALIVE);
            assertThat(one.check(now + next, true)).isNotEqualTo(ALIVE);
        }
    }

    private static Liveness liveness(UnaryOperator<ExchangeProfile.Builder> with) {
        return new Liveness(
                with.apply(ExchangeProfile.builder("any").streams("wss://any.example"))
                        .build(),
                START);
    }

    private void heardEachSecondUpTo(int second) {
        for (int at = 1; at <= second; at++) {
            hear(at * SECOND);
        }
    }

    private void hear(long after) {
        liveness.heard(START + after);
    }

    private void ask(long after) {
        liveness.asked(START + after);
        liveness.sent(START + after);
    }

    private Verdict check(long after) {
        return liveness.check(START + after, answersPings);
    }

    private long next(long after) {
        return liveness.nextCheckNanos(START + after);
    }
}
