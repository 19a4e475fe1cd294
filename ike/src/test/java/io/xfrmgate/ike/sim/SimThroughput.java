package io.xfrmgate.ike.sim;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;

/**
 * How many exchanges the simulator does in a second of CPU time on one thread: Child SA and IKE SA rekeys with their deletes between two
 * gateways on a clean network, with and without the invariants. Argument: rekeys of each kind (10000).
 */
public final class SimThroughput {
    private static final int ROUNDS = 3;
    private static final int SETTLE_MILLIS = 1_000;

    private SimThroughput() {}

    public static void main(String[] arguments) {
        int rekeys = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
        for (int round = 1; round <= ROUNDS; round++) {
            measure(round, rekeys, true);
            measure(round, rekeys, false);
        }
    }

    private static void measure(int round, int rekeys, boolean invariants) {
        WorldSettings standard = SeedRunner.standardSettings();
        SimWorld world = new SimWorld(
                round, new WorldSettings(standard.registry(), standard.randomFactory(), Trace.Detail.NONE, invariants));
        Duo duo = Duo.plain(world).connect();
        long before = world.datagrams();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < rekeys; i++) {
            boolean child = duo.left.rekeyChild();
            world.runFor(SETTLE_MILLIS);
            if (!child || !duo.right.rekeyIke()) {
                throw world.failure("a rekey is refused");
            }
            world.runFor(SETTLE_MILLIS);
        }
        double seconds = (threads.getCurrentThreadCpuTime() - began) / 1e9;
        // An exchange is a request and its response, and nothing is lost here.
        double exchanges = (world.datagrams() - before) / 2.0;
        System.out.println(String.format(
                Locale.ROOT,
                "%.0f exchanges in %.2f CPU seconds: %.0f a second%s",
                exchanges,
                seconds,
                exchanges / seconds,
                invariants ? ", with invariants" : ""));
    }
}
