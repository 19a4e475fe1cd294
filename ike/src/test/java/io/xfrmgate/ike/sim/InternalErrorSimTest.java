package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counter;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.wire.Identification;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A bug in the handling of one peer's message: that IKE SA ends and says so, the gateway goes on. */
class InternalErrorSimTest {
    private static final IpAddress OTHER = IpAddress.parse("203.0.113.1");

    @Test
    void endsTheIkeSaThatMetItAndNoOther() {
        AtomicBoolean broken = new AtomicBoolean();
        WorldSettings settings = new WorldSettings(
                FastCryptoRegistry::new,
                seed -> new SeededRandom(seed) {
                    @Override
                    public void nextBytes(byte[] bytes) {
                        if (broken.getAndSet(false)) {
                            throw new IllegalStateException("a bug, made for this test");
                        }
                        super.nextBytes(bytes);
                    }
                },
                Trace.Detail.NONE,
                false);
        SimWorld world = new SimWorld(7, settings);
        Duo duo = Duo.plain(world);
        SimGateway other = world.gateway(
                "other",
                OTHER,
                Duo.leftConfig(Duo.leftChild())
                        .local(OTHER)
                        .ids(Identification.fqdn("other.example"))
                        .build());
        world.startAll();
        duo.left.initiate(Duo.MAP, Duo.CHILD);
        world.await("the first tunnel is up", () -> duo.right.installed().size() == 1, 5_000);
        other.initiate(Duo.MAP, Duo.CHILD);
        world.await("the second tunnel is up", () -> other.installed().size() == 1, 5_000);

        other.rekeyChild();
        world.runFor(5); // the request is on its way; the next to draw random octets is the one that answers it
        broken.set(true);
        world.runFor(100);

        assertThat(duo.right.endpoint().counters().get(Counter.INTERNAL_ERRORS)).isEqualTo(1);
        List<Notice.Failed> failures = duo.right.notices(Notice.Failed.class);
        assertThat(failures).singleElement().satisfies(failed -> {
            assertThat(failed.reason()).isEqualTo(FailureReason.INTERNAL_ERROR);
            assertThat(failed.ikeSa().remote().address()).isEqualTo(OTHER);
            assertThat(failed.detail()).contains("IllegalStateException").doesNotContain("made for this test");
        });
        assertThat(duo.right.notices(Notice.IkeClosed.class))
                .extracting(Notice.IkeClosed::reason)
                .containsOnly(CloseReason.LOCAL);
        assertThat(duo.right.installed()).hasSize(1);
        assertThat(duo.left.rekeyChild()).isTrue();
        world.runFor(2_000);
        assertThat(duo.left.notices(Notice.ChildRekeyed.class)).hasSize(1);
    }
}
