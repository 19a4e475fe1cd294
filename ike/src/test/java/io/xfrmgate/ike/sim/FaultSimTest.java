package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.DataPlaneAnswer.Refused;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.v2.Notice;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A kernel that is slow, and one that refuses. */
final class FaultSimTest {
    private static final int SEEDS = 200;
    private static final int ENOMEM = 12;
    private static final int EEXIST = 17;

    /** Delays every answer, and refuses the n-th request for an installation. */
    private record Refusing(SplittableRandom random, int maxDelay, int nth, Refused refusal)
            implements SimulatedDataPlane.Disturbance {
        @Override
        public long delayMillis(long requestNumber) {
            return random.nextInt(maxDelay + 1);
        }

        @Override
        public Optional<Refused> refuse(long requestNumber, DataPlaneRequest request) {
            return requestNumber == nth
                            && request instanceof DataPlaneRequest.InstallChild install
                            && (!refusal.spiInUse() || install.parts().inbound())
                    ? Optional.of(refusal)
                    : Optional.empty();
        }
    }

    @Test
    void aSlowKernelHarmsNothing(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world);
            Refused never = new Refused(ENOMEM, "never", false);
            duo.left.plane().disturb(new Refusing(world.random("left"), 40, -1, never));
            duo.right.plane().disturb(new Refusing(world.random("right"), 40, -1, never));
            duo.connect();
            SplittableRandom random = world.random("story");
            for (int i = 0; i < 4; i++) {
                world.after(random.nextInt(200), duo.left::rekeyChild);
                world.after(random.nextInt(200), duo.right::rekeyChild);
                world.after(random.nextInt(200), duo.right::rekeyIke);
                world.runFor(random.nextInt(6_000));
            }
            duo.settleToOne();
            duo.demandTraffic();
            duo.close();
        });
    }

    @Test
    void aRefusalIsToldAndLeavesNothing(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = Duo.plain(world);
            SplittableRandom random = world.random("story");
            SimGateway refused = random.nextBoolean() ? duo.left : duo.right;
            Refused refusal = new Refused(ENOMEM, "Cannot allocate memory", false);
            int nth = random.nextInt(1, 12);
            refused.plane().disturb(new Refusing(world.random("delay"), 10, nth, refusal));
            duo.keepUp();
            for (int i = 0; i < 4; i++) {
                world.after(random.nextInt(3_000), duo.left::rekeyChild);
                world.after(random.nextInt(3_000), duo.right::rekeyChild);
                world.runFor(5_000);
            }
            duo.settleToOne();
            duo.demandTraffic();
            duo.close();
        });
    }

    @Test
    void anSpiThatIsTakenIsDrawnAnew(TestInfo test) {
        SeedRunner.of(test).run(SEEDS / 3, world -> {
            Duo duo = Duo.plain(world);
            SplittableRandom random = world.random("story");
            SimGateway refused = random.nextBoolean() ? duo.left : duo.right;
            Refused taken = new Refused(EEXIST, "File exists", true);
            refused.plane().disturb(new Refusing(world.random("delay"), 10, random.nextInt(1, 4), taken));
            duo.keepUp();
            for (int i = 0; i < 3; i++) {
                world.runFor(3_000);
                duo.right.rekeyChild();
            }
            duo.settleToOne();
            duo.demandTraffic();
            assertThat(duo.left.notices(Notice.ChildEstablished.class)).isNotEmpty();
        });
    }
}
