package io.xfrmgate.ike.sim;

import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Minutes in which everything is asked for at any time, by both sides, on a bad network. */
final class Chaos implements Scenario {
    private static final int COMMANDS = 25;
    private static final int MILLIS = 120_000;

    private final BiFunction<SimWorld, SplittableRandom, Duo> duos;

    /** Two gateways with secrets, with PFS or not, childless or not. */
    Chaos() {
        duos = (world, random) -> random.nextBoolean()
                ? Duo.children(world, c -> c.proposals(ChildBuilder.esp(KeyExchangeGroup.CURVE25519)))
                : Duo.both(world, p -> random.nextBoolean() ? p.childless() : p);
    }

    /** These gateways. */
    Chaos(Function<SimWorld, Duo> duo) {
        duos = (world, random) -> duo.apply(world);
    }

    @Override
    public void play(SimWorld world) {
        SplittableRandom random = world.random("chaos");
        Duo duo = duos.apply(world, random);
        world.network().conditions(Conditions.bad(random.nextDouble(0.3)));
        duo.left.plane().disturb(slow(world, "left"));
        duo.right.plane().disturb(slow(world, "right"));
        duo.keepUp();
        SimStream stream = duo.stream();
        if (random.nextInt(4) == 0) {
            stream.start();
        }
        for (int i = 0; i < COMMANDS; i++) {
            SimGateway who = random.nextBoolean() ? duo.left : duo.right;
            List<Runnable> commands = List.of(
                    who::rekeyChild,
                    who::rekeyChild,
                    who::rekeyIke,
                    who::rekeyIke,
                    who::terminateChild,
                    who::terminateIke,
                    () -> who.restart(random.nextBoolean()),
                    () -> duo.left.initiate(Duo.MAP, Duo.CHILD));
            Runnable command = commands.get(random.nextInt(commands.size()));
            // Half of them in bursts, so that they meet.
            int at = random.nextInt(MILLIS);
            world.after(random.nextBoolean() ? at : at / 20_000 * 20_000L + random.nextInt(600), command);
        }
        world.runFor(MILLIS);
        stream.stop();
        world.settle(120_000, 60_000);
        duo.demandTraffic();
        duo.close();
    }

    private static SimulatedDataPlane.Disturbance slow(SimWorld world, String side) {
        SplittableRandom delays = world.random("kernel " + side);
        return new SimulatedDataPlane.Disturbance() {
            @Override
            public long delayMillis(long requestNumber) {
                return delays.nextInt(10);
            }
        };
    }
}
