package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * Many call at once, and the gateway asks cookies of some of them. A repeated IKE_SA_INIT may then get a cookie first, and its copy, a
 * moment later, an answer; the caller has sent the request with the cookie in between, and signs that one.
 */
final class CookieSimTest {
    private static final int CALLERS = 12;
    private static final Limits COOKIES_SOON = new Limits(2, 200, 20, 10_000);
    private static final Identification RIGHT_ID = Identification.fqdn("right.example");

    @Test
    void whoIsAskedForACookieAndAnsweredWithoutIsStillKnown(TestInfo test) {
        allAreKnown(test, new Conditions(5, 60, 0, 0.6, 0, 0, 0));
    }

    /** The request with the cookie may be lost, or read later than the IKE_AUTH that covers it. */
    @Test
    void evenIfTheRequestWithTheCookieNeverComes(TestInfo test) {
        allAreKnown(test, new Conditions(5, 60, 0.3, 0.6, 0.3, 200, 0));
    }

    private static SimGateway right(SimWorld world, Limits limits) {
        return world.gateway(
                "right",
                List.of(Duo.RIGHT),
                List.of(new PeerBuilder(Duo.TEMPLATE)
                        .ids(RIGHT_ID)
                        .child(new ChildBuilder(Duo.CHILD)
                                .local(ChildBuilder.network(Duo.RIGHT_NETWORK))
                                .build())
                        .build()),
                limits);
    }

    private static void allAreKnown(TestInfo test, Conditions conditions) {
        SeedRunner.of(test).run(40, world -> {
            SimGateway right = right(world, COOKIES_SOON);
            world.network().conditions(conditions);
            List<SimGateway> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Duo.caller(world, i, RIGHT_ID));
            }
            world.startAll();
            callers.forEach(caller -> caller.initiate(Duo.MAP, Duo.CHILD));
            world.await("all are up", () -> right.endpoint().established() == CALLERS, 60_000);
            assertThat(right.endpoint().counters().get(Counter.INIT_ANSWERED_WITH_COOKIE))
                    .isPositive();
            assertThat(right.notices(Notice.Failed.class))
                    .extracting(Notice.Failed::reason)
                    .doesNotContain(FailureReason.AUTHENTICATION_FAILED);
        });
    }

    /** Each copy of its request is answered with the cookie that it has long since brought. */
    @Test
    void howeverOftenTheSameCookieComesTheCallerGoesOn(TestInfo test) {
        SeedRunner.of(test).run(40, world -> {
            SimGateway right = right(world, new Limits(0, 200, 20, 10_000));
            world.network().conditions(new Conditions(1_500, 2_500, 0, 0.8, 0, 0, 0));
            SimGateway caller = Duo.caller(world, 0, RIGHT_ID);
            world.startAll();
            caller.initiate(Duo.MAP, Duo.CHILD);
            world.await("it is up", () -> caller.endpoint().established() == 1, 60_000);
            assertThat(right.endpoint().counters().get(Counter.INIT_ANSWERED_WITH_COOKIE))
                    .isGreaterThan(1);
            assertThat(caller.notices(Notice.Failed.class)).isEmpty();
        });
    }
}
