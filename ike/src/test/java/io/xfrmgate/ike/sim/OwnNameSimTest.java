package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.OwnName;
import io.xfrmgate.ike.wire.Identification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What a gateway calls itself for those who call: StarOS's {@code nai}. */
final class OwnNameSimTest {
    private static final int SEEDS = 10;
    private static final Identification CALLER = Identification.fqdn("caller.example");
    private static final Identification OWN = Identification.fqdn("own.example");
    private static final Identification OTHER = Identification.fqdn("other.example");

    /** The left calls and expects somebody by his IDr; the right answers. */
    private static Duo duo(SimWorld world, Identification expected, OwnName answering) {
        return Duo.of(
                world,
                Duo.leftConfig(Duo.leftChild()).ids(CALLER, expected).build(),
                Duo.rightConfig(Duo.rightChild())
                        .ids(OWN, CALLER)
                        .answering(answering)
                        .build());
    }

    private static void meets(TestInfo test, Identification expected, OwnName answering) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = duo(world, expected, answering);
            duo.connect();
            assertThat(duo.left.established().getFirst().ikeSa().peer()).hasToString("Optional[" + expected + "]");
        });
    }

    @Test
    void itsOwnName(TestInfo test) {
        meets(test, OWN, new OwnName.LocalId());
    }

    @Test
    void anotherNameThanItCallsBy(TestInfo test) {
        meets(test, OTHER, new OwnName.Named(OTHER));
    }

    @Test
    void whatIsAskedFor(TestInfo test) {
        meets(test, OTHER, new OwnName.AsAsked());
    }

    @Test
    void whoExpectsSomebodyElseGoes(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            Duo duo = duo(world, OTHER, new OwnName.LocalId());
            duo.left.initiate(Duo.MAP, Duo.CHILD);
            world.runFor(5_000);
            assertThat(duo.left.established()).isEmpty();
        });
    }
}
