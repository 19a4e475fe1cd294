package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.v2.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.TestInfo;

/**
 * Plays a scenario with many seeds on all cores, and replays one that fails with a full trace.
 *
 * <p>System properties: {@code sim.seeds} plays an ordinary scenario with the seeds 1 to that number, and those that take
 * long or show little with fewer in proportion; {@code sim.seed} replays one seed with its trace in {@code target/sim};
 * {@code sim.threads} bounds the threads.
 */
public final class SeedRunner {
    private static final long STUCK_NANOS = 120_000_000_000L;
    private static final long LOOK_NANOS = 20_000_000L;
    private static final int MAX_FAILURES = 20;
    private static final int ORDINARY_SEEDS = 300;

    private final String testClass;
    private final String testMethod;
    private final List<Counter> demanded = new ArrayList<>();
    private WorldSettings settings = standardSettings();

    private SeedRunner(String testClass, String testMethod) {
        this.testClass = testClass;
        this.testMethod = testMethod;
    }

    /** The runner of the test that is running; its name goes into the command that replays a seed. */
    public static SeedRunner of(TestInfo test) {
        return new SeedRunner(
                test.getTestClass().map(Class::getSimpleName).orElse("?"),
                test.getTestMethod().map(Method::getName).orElse("?"));
    }

    /** Fast toy primitives, invariants after every step, no trace. */
    public static WorldSettings standardSettings() {
        return new WorldSettings(FastCryptoRegistry::new, SeededRandom::new, Trace.Detail.NONE, true);
    }

    public SeedRunner with(WorldSettings newSettings) {
        settings = newSettings;
        return this;
    }

    /** Also demands that over all seeds together the gateways counted this at least once: that the story is told at all. */
    public SeedRunner demanding(Counter... counters) {
        demanded.addAll(List.of(counters));
        return this;
    }

    /** One thread's work in progress, for the watch over worlds that hang. */
    private static final class Worker extends Thread {
        private final Runnable work;
        private volatile long seed;
        private volatile long since = System.nanoTime();

        Worker(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }

        void begins(long newSeed) {
            seed = newSeed;
            since = System.nanoTime();
        }
    }

    /** Plays seeds 1 to {@code defaultSeeds}, or as the system properties say; throws the first seed's failure, if any. */
    public void run(int defaultSeeds, Scenario scenario) {
        Long replay = Long.getLong("sim.seed");
        if (replay != null) {
            replay(replay, scenario);
            return;
        }
        Integer asked = Integer.getInteger("sim.seeds");
        int seeds = asked == null ? defaultSeeds : Math.max(1, asked * defaultSeeds / ORDINARY_SEEDS);
        int threads = Math.min(
                seeds, Integer.getInteger("sim.threads", Runtime.getRuntime().availableProcessors()));
        long began = System.nanoTime();
        AtomicLong next = new AtomicLong(1);
        AtomicLong events = new AtomicLong();
        AtomicLong datagrams = new AtomicLong();
        AtomicLongArray counted = new AtomicLongArray(demanded.size());
        ConcurrentSkipListMap<Long, Throwable> failures = new ConcurrentSkipListMap<>();
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(new Worker(() -> {
                Worker self = (Worker) Thread.currentThread();
                for (long seed = next.getAndIncrement(); seed <= seeds; seed = next.getAndIncrement()) {
                    self.begins(seed);
                    SimWorld world = new SimWorld(seed, settings);
                    play(world, scenario, failures);
                    events.addAndGet(world.steps());
                    datagrams.addAndGet(world.datagrams());
                    for (int c = 0; c < demanded.size(); c++) {
                        counted.addAndGet(c, world.counted(demanded.get(c)));
                    }
                    if (failures.size() >= MAX_FAILURES) {
                        return;
                    }
                }
            }));
        }
        workers.forEach(w -> w.setDaemon(true));
        workers.forEach(Thread::start);
        waitFor(workers);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.println(String.format(
                Locale.ROOT,
                "sim %s.%s: %d seeds, %d events, %d datagrams in %.2f s, %.0f datagrams/s%s",
                testClass,
                testMethod,
                seeds,
                events.get(),
                datagrams.get(),
                seconds,
                datagrams.get() / seconds,
                failures.isEmpty() ? "" : ", FAILED seeds " + failures.keySet()));
        if (!failures.isEmpty()) {
            report(failures, scenario);
        }
        for (int c = 0; c < demanded.size(); c++) {
            if (counted.get(c) == 0) {
                throw new SimulationFailure("in no seed was there any " + demanded.get(c));
            }
        }
    }

    private static void play(SimWorld world, Scenario scenario, ConcurrentSkipListMap<Long, Throwable> failures) {
        try {
            scenario.play(world);
        } catch (Exception | AssertionError | StackOverflowError e) {
            failures.put(world.seed().value(), e);
        }
    }

    private void waitFor(List<Worker> workers) {
        while (workers.stream().anyMatch(Thread::isAlive)) {
            LockSupport.parkNanos(LOOK_NANOS);
            for (Worker worker : workers) {
                if (worker.isAlive() && System.nanoTime() - worker.since > STUCK_NANOS) {
                    AssertionError stuck =
                            new AssertionError("seed " + worker.seed + " hangs\n" + command(worker.seed));
                    stuck.setStackTrace(worker.getStackTrace());
                    throw stuck;
                }
            }
        }
    }

    private void report(ConcurrentSkipListMap<Long, Throwable> failures, Scenario scenario) {
        long seed = failures.firstKey();
        Throwable cause = failures.firstEntry().getValue();
        SimWorld world = new SimWorld(seed, settings.withTrace(Trace.Detail.TEXT));
        ConcurrentSkipListMap<Long, Throwable> again = new ConcurrentSkipListMap<>();
        play(world, scenario, again);
        Path trace = write(world);
        throw new SimulationFailure(
                failures.size() + " of the seeds fail: " + failures.keySet() + "\nreplay with: " + command(seed)
                        + "\ntrace: " + trace + "\n"
                        + (again.isEmpty() ? "NOT REPEATED when replayed: " + cause : cause.getMessage()),
                cause);
    }

    private void replay(long seed, Scenario scenario) {
        SimWorld world = new SimWorld(seed, settings.withTrace(Trace.Detail.TEXT));
        try {
            scenario.play(world);
        } catch (Exception e) {
            throw new SimulationFailure("seed " + seed + ": " + e, e);
        } finally {
            System.out.println("sim " + testClass + "." + testMethod + ": seed " + seed + ", trace " + write(world));
        }
    }

    private Path write(SimWorld world) {
        Path file = Path.of(
                "target",
                "sim",
                testClass + "." + testMethod + "-" + world.seed().value() + ".txt");
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, world.trace().lines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String command(long seed) {
        return "mvn -q -pl ike test -Dtest=" + testClass + "#" + testMethod + " -Dsim.seed=" + seed;
    }
}
