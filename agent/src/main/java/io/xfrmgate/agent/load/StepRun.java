package io.xfrmgate.agent.load;

import io.xfrmgate.agent.load.LoadEvents.Event;
import io.xfrmgate.ike.v2.Counter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** One step of a load test while it goes on: begins work by window and rate, and counts what became of it. */
final class StepRun {
    /** Liveness checks are half of what gateways do, and reconnects are rare. */
    private static final LoadWork[] MIX = {
        LoadWork.LIVENESS,
        LoadWork.CHILD_REKEY,
        LoadWork.LIVENESS,
        LoadWork.IKE_REKEY,
        LoadWork.LIVENESS,
        LoadWork.CHILD_REKEY,
        LoadWork.LIVENESS,
        LoadWork.RECONNECT
    };

    private static final long SECOND = 1_000_000_000;
    private static final long WAIT_MICROS = 1_000;
    /** While nothing is begun there is nothing to be in time for; the peers are not to be busy with waiting. */
    private static final long HOLD_WAIT_MICROS = 50_000;
    /** A search that found no idle peer is not repeated before something has happened. */
    private static final int NOBODY = -1;

    private static final long LONGEST_MICROS = 3_600_000_000L;

    private final LoadTest test;
    private final LoadStep step;
    private final LoadPeerStates states;
    private final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
    private final int wanted;
    private final long livenessBefore;
    private final long retransmitsBefore;
    private int begun;
    private int livenessBegun;
    private int ended;
    private int failed;
    private final FailureTexts failures = new FailureTexts();
    private boolean nobodyIdle;
    private final List<Integer> eachSecond = new ArrayList<>();
    private int doneBefore;

    StepRun(LoadTest test, LoadStep step) {
        this.test = test;
        this.step = step;
        this.states = test.states();
        this.wanted = step.count()
                .orElseGet(() -> step.work() == LoadWork.SET_UP
                        ? states.count() - states.up()
                        : step.work() == LoadWork.TEAR_DOWN || step.work() == LoadWork.CRASH
                                ? states.up()
                                : states.count());
        this.livenessBefore = livenessEnded();
        this.retransmitsBefore = test.shard().counters().get(Counter.RETRANSMITS_SENT);
    }

    private long livenessEnded() {
        return test.shard().counters().get(Counter.LIVENESS_ANSWERED)
                + test.shard().counters().get(Counter.LIVENESS_FAILURES);
    }

    StepResult run() throws IOException, InterruptedException {
        Optional<WatchedProcess.Usage> before = test.usage();
        long start = System.nanoTime();
        long progressAt = start + SECOND;
        long happened = start;
        int seen = 0;
        while (!isOver(start)) {
            begin(start);
            Optional<Event> event = test.events().next(step.work() == LoadWork.HOLD ? HOLD_WAIT_MICROS : WAIT_MICROS);
            while (event.isPresent()) {
                take(event.get());
                event = test.events().next(0);
            }
            long now = System.nanoTime();
            if (seen != done() + begun) {
                seen = done() + begun;
                happened = now;
            }
            if (now >= progressAt) {
                progressAt += SECOND;
                if (!test.settings().quiet()) {
                    test.tell(line(now - start));
                }
                eachSecond.add(done() - doneBefore);
                doneBefore = done();
            }
            Duration still = Duration.ofNanos(now - happened);
            if (step.work() != LoadWork.HOLD && still.compareTo(test.settings().patience()) > 0) {
                test.tell("nothing was done for " + still.toSeconds() + " s: the step ends");
                break;
            }
            if (failed >= test.settings().maxFailures()) {
                test.tell(failed + " failures: the step ends");
                break;
            }
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        failures.lines().forEach(test::tell);
        boolean holds = step.work() == LoadWork.HOLD;
        return new StepResult(
                step,
                holds ? wanted : done(),
                failed,
                took,
                eachSecond,
                latencies,
                test.shard().counters().get(Counter.RETRANSMITS_SENT) - retransmitsBefore,
                before,
                test.usage());
    }

    private boolean isOver(long start) {
        return step.work() == LoadWork.HOLD
                ? System.nanoTime() - start >= wanted * SECOND
                : done() >= wanted || (begun >= wanted && underWay() == 0);
    }

    private int livenessDone() {
        return (int) Math.min(livenessBegun, livenessEnded() - livenessBefore);
    }

    private int done() {
        return ended + livenessDone();
    }

    private int underWay() {
        return begun - done();
    }

    /** What the responder has still to answer; only that takes a place in the window. */
    private int awaited() {
        return underWay() - states.answered();
    }

    private void begin(long start) {
        if (step.work() == LoadWork.HOLD) {
            return;
        }
        long allowed =
                step.rate() > 0 ? (long) (step.rate() * (System.nanoTime() - start) / SECOND) + 1 : Long.MAX_VALUE;
        while (begun < wanted
                && begun < allowed
                && awaited() < step.window().orElse(test.settings().window())
                && !nobodyIdle
                && test.mayBegin()
                && beginOne()) {
            begun++;
        }
    }

    private boolean beginOne() {
        LoadWork work = step.work() == LoadWork.MIX ? MIX[begun % MIX.length] : step.work();
        int peer = states.next(work == LoadWork.SET_UP ? p -> states.ikeSpi(p) == 0 : states::isUp);
        if (peer == NOBODY) {
            nobodyIdle = true;
            return false;
        }
        if (work == LoadWork.LIVENESS) {
            livenessBegun++;
        } else {
            long old = work == LoadWork.CHILD_REKEY ? states.childSpi(peer) : states.ikeSpi(peer);
            states.begin(peer, work, old, System.nanoTime());
        }
        test.begin(work, peer);
        return true;
    }

    private void take(Event event) {
        nobodyIdle = false;
        int peer = event.peer();
        Optional<LoadWork> work = states.work(peer);
        switch (event) {
            case Event.IkeUp(var _, var spi) -> states.setIkeSpi(peer, spi);
            case Event.ChildUp(var _, var spi, var nanos) -> {
                states.setChildSpi(peer, spi);
                work.filter(w -> w == LoadWork.SET_UP || w == LoadWork.RECONNECT)
                        .ifPresent(w -> {
                            record(peer, nanos);
                            end(peer);
                        });
            }
            case Event.ChildRekeyed(var _, var spi, var nanos) -> {
                states.setChildSpi(peer, spi);
                work.filter(w -> w == LoadWork.CHILD_REKEY).ifPresent(w -> {
                    record(peer, nanos);
                    states.answered(peer);
                });
            }
            case Event.ChildClosed(var _, var spi) -> {
                if (work.equals(Optional.of(LoadWork.CHILD_REKEY)) && spi == (int) states.oldSpi(peer)) {
                    end(peer);
                }
            }
            case Event.IkeRekeyed(var _, var spi, var nanos) -> {
                states.setIkeSpi(peer, spi);
                work.filter(w -> w == LoadWork.IKE_REKEY).ifPresent(w -> record(peer, nanos));
            }
            case Event.IkeClosed(var _, var spi, var why) -> closed(peer, spi, why, work);
            case Event.Failed(var _, var why) -> {
                if (work.isPresent()) {
                    fail(peer, why, work.get() != LoadWork.SET_UP && work.get() != LoadWork.RECONNECT);
                }
            }
        }
    }

    private void closed(int peer, long spi, String why, Optional<LoadWork> work) {
        boolean current = spi == states.ikeSpi(peer);
        if (current) {
            states.setIkeSpi(peer, 0);
            states.setChildSpi(peer, 0);
        }
        if (work.isEmpty()) {
            return;
        }
        switch (work.get()) {
            case TEAR_DOWN, CRASH -> end(peer);
            case RECONNECT -> {
                if (spi == states.oldSpi(peer)) {
                    test.begin(LoadWork.SET_UP, peer);
                }
            }
            case IKE_REKEY -> {
                if (current) {
                    fail(peer, why, true);
                } else if (spi == states.oldSpi(peer)) {
                    end(peer);
                }
            }
            case CHILD_REKEY -> fail(peer, why, true);
            // the core calls again by itself; its failure has had its own notice
            case SET_UP, LIVENESS, MIX, HOLD -> {}
        }
    }

    private void record(int peer, long nanos) {
        latencies.recordValue(Math.min(LONGEST_MICROS, Math.max(0, (nanos - states.begunNanos(peer)) / 1_000)));
    }

    private void end(int peer) {
        states.end(peer);
        ended++;
    }

    private void fail(int peer, String why, boolean over) {
        failed++;
        failures.add(why);
        if (over) {
            end(peer);
        }
    }

    private String line(long nanos) {
        return String.format(
                Locale.ROOT,
                "%4d s  %s  %d of %d, %.0f a second, %d under way, %d failed, p50 %.1f ms, p99 %.1f ms",
                nanos / SECOND,
                step.work().word(),
                step.work() == LoadWork.HOLD ? nanos / SECOND : done(),
                wanted,
                done() * (double) SECOND / nanos,
                underWay(),
                failed,
                latencies.getValueAtPercentile(50) / 1e3,
                latencies.getValueAtPercentile(99) / 1e3);
    }
}
