package io.holdfast.resilience.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.resilience.peers.BreakerAdapter.Feature;
import io.holdfast.resilience.peers.BreakerAdapter.Listener;
import io.holdfast.resilience.peers.BreakerAdapter.Settings;
import io.holdfast.resilience.peers.BreakerAdapter.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;

/** One invariant of a circuit breaker as a check on any of them: silent if it holds, an AssertionError if not. */
enum BreakerInvariant {
    C2("closed permits everything, open nothing", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final BreakerAdapter breaker = maker.make(settings(4, 2, 1));
            for (int i = 0; i < 20; i++) {
                assertThat(breaker.tryAcquire()).isNotNull();
            }
            trip(breaker, 4);
            for (int i = 0; i < 20; i++) {
                assertThat(breaker.tryAcquire()).isNull();
            }
        }
    },
    C3("trips exactly at the threshold, and the window forgets exactly its oldest (C5)", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final int window = random.nextInt(2, 12);
            final Settings settings = settings(window, random.nextInt(1, window + 1), 1);
            final BreakerAdapter breaker = maker.make(settings);
            final Deque<Boolean> naive = new ArrayDeque<>();
            for (int i = 0; i < 200 && breaker.state() == State.CLOSED; i++) {
                final boolean failed = random.nextInt(3) == 0;
                report(breaker, breaker.tryAcquire(), failed);
                naive.addLast(failed);
                if (naive.size() > window) {
                    naive.removeFirst();
                }
                final int failures = (int) naive.stream().filter(one -> one).count();
                assertThat(breaker.state() == State.OPEN)
                        .as("%d of %d failed", failures, naive.size())
                        .isEqualTo(breaker.opensAt(settings, naive.size(), failures));
            }
        }
    },
    C7("half-open neither before the open time ends nor later than the first call after it", Set.of(Feature.CLOCK)) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final BreakerAdapter breaker = maker.make(settings(1, 1, 1));
            trip(breaker, 1);
            breaker.pass(OPEN_TIME.minusMillis(1));
            assertThat(breaker.tryAcquire()).isNull();
            breaker.pass(Duration.ofMillis(2));
            assertThat(breaker.tryAcquire()).isNotNull();
        }
    },
    C8("half-open never has more permits out than it may, whatever is reported late", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final int probes = random.nextInt(1, 5);
            final BreakerAdapter breaker = maker.make(settings(20, 10, probes));
            final List<Object> old = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                old.add(breaker.tryAcquire());
            }
            trip(breaker, 20);
            breaker.pass(JUST_OVER);
            int out = 0;
            for (int i = 0; i < 10; i++) {
                if (breaker.tryAcquire() != null) {
                    out++;
                }
                assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
                assertThat(out).as("permits out of %d", probes).isLessThanOrEqualTo(probes);
                if (breaker.features().contains(Feature.CANCEL) && i < old.size()) {
                    breaker.onCancelled(old.get(i));
                }
            }
        }
    },
    C9("a permit that is reported twice counts once", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final BreakerAdapter breaker = maker.make(settings(4, 2, 2));
            trip(breaker, 4);
            breaker.pass(JUST_OVER);
            final Object one = breaker.tryAcquire();
            final Object other = breaker.tryAcquire();
            assertThat(other).isNotNull();
            breaker.onSuccess(one);
            breaker.onSuccess(one);
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        }
    },
    C10("an outcome from before the outage changes nothing", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final boolean failed = random.nextBoolean();
            final BreakerAdapter breaker = maker.make(settings(4, 2, 1));
            final Object old = breaker.tryAcquire();
            trip(breaker, 4);
            breaker.pass(JUST_OVER);
            assertThat(breaker.tryAcquire()).isNotNull();
            report(breaker, old, failed);
            assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        }
    },
    C11("half-open ends though its probe never reports", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final BreakerAdapter breaker = maker.make(settings(4, 2, 1));
            trip(breaker, 4);
            breaker.pass(JUST_OVER);
            assertThat(breaker.tryAcquire()).isNotNull();
            Object next = null;
            for (int i = 0; i < 5 && next == null; i++) {
                breaker.pass(JUST_OVER);
                next = breaker.tryAcquire();
            }
            assertThat(next).as("a permit after five open times").isNotNull();
        }
    },
    C13("all probes close it, one failure opens it again", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final BreakerAdapter breaker = maker.make(settings(4, 2, 1));
            trip(breaker, 4);
            breaker.pass(JUST_OVER);
            report(breaker, breaker.tryAcquire(), true);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
            breaker.pass(JUST_OVER);
            report(breaker, breaker.tryAcquire(), false);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }
    },
    C15("a shorter order to wait does not shorten a longer", Set.of(Feature.CLOCK, Feature.OPEN_FOR)) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final BreakerAdapter breaker = maker.make(settings(4, 2, 1));
            breaker.openFor(Duration.ofHours(2));
            breaker.openFor(Duration.ofMinutes(1));
            breaker.pass(Duration.ofHours(1));
            assertThat(breaker.tryAcquire()).isNull();
            breaker.pass(Duration.ofMinutes(61));
            assertThat(breaker.tryAcquire()).isNotNull();
        }
    },
    C17("a wall clock that is set does not change how long it is open", Set.of(Feature.CLOCK)) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final Duration step = Duration.ofHours(random.nextBoolean() ? 1 : -1);
            final BreakerAdapter breaker = maker.make(settings(4, 2, 1));
            trip(breaker, 4);
            breaker.stepWallClock(step);
            assertThat(breaker.tryAcquire())
                    .as("at once after a step of %s", step)
                    .isNull();
            breaker.pass(JUST_OVER);
            assertThat(breaker.tryAcquire())
                    .as("when the open time is over, after a step of %s", step)
                    .isNotNull();
        }
    },
    C18("failures from before do not trip it again", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final BreakerAdapter breaker = maker.make(settings(6, 3, 1));
            trip(breaker, 6);
            breaker.pass(JUST_OVER);
            report(breaker, breaker.tryAcquire(), false);
            report(breaker, breaker.tryAcquire(), true);
            report(breaker, breaker.tryAcquire(), true);
            assertThat(breaker.state()).isEqualTo(State.CLOSED);
        }
    },
    C19("a listener that throws or calls back does no harm, and hears the changes in order", Set.of()) {
        @Override
        void check(Maker maker, SplittableRandom random) {
            final List<State> told = new ArrayList<>();
            final BreakerAdapter[] itself = new BreakerAdapter[1];
            final BreakerAdapter breaker = maker.make(new Settings(4, 2, 1, OPEN_TIME, to -> {
                if (to == State.HALF_OPEN) {
                    report(itself[0], itself[0].tryAcquire(), true); // a probe from within, which fails
                }
                told.add(to);
                throw new IllegalStateException("listener");
            }));
            itself[0] = breaker;
            trip(breaker, 4);
            breaker.pass(JUST_OVER);
            breaker.tryAcquire();
            assertThat(breaker.state()).isEqualTo(State.OPEN);
            assertThat(told).containsExactly(State.OPEN, State.HALF_OPEN, State.OPEN);
        }
    };

    /** Makes a fresh breaker. */
    interface Maker extends Function<Settings, BreakerAdapter> {
        default BreakerAdapter make(Settings settings) {
            return apply(settings);
        }
    }

    static final Duration OPEN_TIME = Duration.ofMillis(20);

    /** Whether the last moment of the open time belongs to it is a matter of definition; a millisecond later is not. */
    private static final Duration JUST_OVER = OPEN_TIME.plusMillis(1);

    private static final Listener NOBODY = to -> {};

    private final String meaning;
    private final Set<Feature> needs;

    BreakerInvariant(String meaning, Set<Feature> needs) {
        this.meaning = meaning;
        this.needs = needs;
    }

    String meaning() {
        return meaning;
    }

    /** {@return whether a breaker with these features can be asked at all} */
    boolean appliesTo(Set<Feature> features) {
        return needs.isEmpty() || EnumSet.copyOf(needs).stream().allMatch(features::contains);
    }

    abstract void check(Maker maker, SplittableRandom random);

    private static Settings settings(int window, int failures, int probes) {
        return new Settings(window, failures, probes, OPEN_TIME, NOBODY);
    }

    private static void trip(BreakerAdapter breaker, int window) {
        for (int i = 0; i < window && breaker.state() == State.CLOSED; i++) {
            report(breaker, breaker.tryAcquire(), true);
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    private static void report(BreakerAdapter breaker, Object permit, boolean failed) {
        if (failed) {
            breaker.onFailure(permit);
        } else {
            breaker.onSuccess(permit);
        }
    }
}
