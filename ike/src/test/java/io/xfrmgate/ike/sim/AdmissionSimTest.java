package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Keepalive;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.v2.Counter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A flood of IKE_SA_INIT requests, with a real peer among them (RFC 7296 section 2.6). */
final class AdmissionSimTest {
    private static final int SEEDS = 8;
    private static final Limits LIMITS = new Limits(50, 200, 20, 10_000);

    private static final class Flood {
        private final SimWorld world;
        private final byte[] template;
        private final SplittableRandom random;
        private final boolean oneSource;
        private boolean running = true;

        private Flood(SimWorld world, byte[] template, boolean oneSource) {
            this.world = world;
            this.template = template;
            this.oneSource = oneSource;
            this.random = world.random("flood");
        }

        private void beat() {
            if (running) {
                byte[] init = template.clone();
                ByteBuffer.wrap(init).putLong(0, random.nextLong() | 1);
                IpAddress source = oneSource
                        ? IpAddress.parse("203.0.113.9")
                        : new IpAddress(0, 0x0A00_0000L + random.nextInt(1 << 22), false);
                world.inject(
                        new UdpEndpoint(source, oneSource ? random.nextInt(1024, 60_000) : UdpEndpoint.IKE_PORT),
                        new UdpEndpoint(Duo.RIGHT, UdpEndpoint.IKE_PORT),
                        init);
                world.after(1, this::beat);
            }
        }
    }

    /** A well-formed request, as a caller that nobody answers sends it. */
    private static byte[] initRequest() {
        SimWorld world = new SimWorld(1, SeedRunner.standardSettings());
        SimGateway caller = world.gateway(
                "caller", Duo.LEFT, Duo.leftConfig(Duo.leftChild()).build());
        List<byte[]> sent = new ArrayList<>();
        world.network().observe((source, destination, wire) -> {
            if (wire instanceof Wire.Ike ike) {
                sent.add(ike.datagram());
            }
        });
        caller.start();
        caller.initiate(Duo.MAP, Duo.CHILD);
        return sent.getFirst();
    }

    private static void flood(SimWorld world, boolean oneSource) {
        SimGateway left =
                world.gateway("left", Duo.LEFT, Duo.leftConfig(Duo.leftChild()).build());
        SimGateway right = world.gateway(
                "right",
                List.of(Duo.RIGHT),
                List.of(Duo.rightConfig(Duo.rightChild()).build()),
                LIMITS);
        world.startAll();
        Flood flood = new Flood(world, initRequest(), oneSource);
        flood.beat();
        world.runFor(2_000);
        for (int i = 0; i < 4; i++) {
            long began = world.elapsed();
            left.initiate(Duo.MAP, Duo.CHILD);
            int wanted = i + 1;
            world.await(
                    "the real peer gets through",
                    () -> left.notices(io.xfrmgate.ike.v2.Notice.ChildEstablished.class)
                                    .size()
                            == wanted,
                    10_000);
            assertThat(world.elapsed() - began).isLessThan(10_000);
            assertThat(right.endpoint().halfOpen()).isLessThanOrEqualTo(LIMITS.maxHalfOpen());
            left.restart(true);
            world.runFor(1_000);
        }
        assertThat(right.endpoint().counters().get(Counter.INIT_REQUESTS)).isGreaterThan(4_000);
        flood.running = false;
        world.settle(120_000, 60_000);
        assertThat(right.endpoint().halfOpen()).isZero();
    }

    @Test
    void fromEverywhere(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            flood(world, false);
            assertThat(world.gateways().getLast().endpoint().counters().get(Counter.INIT_ANSWERED_WITH_COOKIE))
                    .isGreaterThan(1_000);
        });
    }

    @Test
    void fromOneSource(TestInfo test) {
        SeedRunner.of(test).run(SEEDS, world -> {
            flood(world, true);
            SimGateway right = world.gateways().getLast();
            assertThat(right.endpoint().counters().get(Counter.INIT_DROPPED_SOURCE_LIMIT)
                            + right.endpoint().counters().get(Counter.INIT_ANSWERED_WITH_COOKIE))
                    .isGreaterThan(1_000);
        });
    }

    /** Whoever has a tunnel keeps it, checks it and renews it: only beginnings are asked for cookies, or dropped. */
    @Test
    void establishedPeersDoNotNotice(TestInfo test) {
        SeedRunner.of(test).run(2, world -> {
            Keepalive often = new Keepalive(500, 500, 3);
            SimGateway left = world.gateway(
                    "left",
                    Duo.LEFT,
                    Duo.leftConfig(Duo.leftChild()).keepalive(often).build());
            SimGateway right = world.gateway(
                    "right",
                    List.of(Duo.RIGHT),
                    List.of(Duo.rightConfig(Duo.rightChild()).keepalive(often).build()),
                    LIMITS);
            world.startAll();
            left.initiate(Duo.MAP, Duo.CHILD);
            world.await("the tunnel", () -> right.installed().size() == 1, 10_000);
            Flood flood = new Flood(world, initRequest(), false);
            flood.beat();
            world.runFor(2_000);
            long checked = left.endpoint().counters().get(Counter.LIVENESS_ANSWERED);
            for (int i = 1; i <= 3; i++) {
                int rekeys = i;
                left.rekeyChild();
                world.await(
                        "a rekeyed Child SA",
                        () -> left.notices(io.xfrmgate.ike.v2.Notice.ChildRekeyed.class)
                                        .size()
                                == rekeys,
                        5_000);
                world.runFor(1_500);
            }
            left.rekeyIke();
            world.await(
                    "a rekeyed IKE SA",
                    () -> left.notices(io.xfrmgate.ike.v2.Notice.IkeRekeyed.class)
                                    .size()
                            == 1,
                    5_000);
            assertThat(left.endpoint().counters().get(Counter.LIVENESS_ANSWERED))
                    .isGreaterThan(checked + 2);
            assertThat(left.endpoint().counters().get(Counter.LIVENESS_FAILURES))
                    .isZero();
            assertThat(right.endpoint().counters().get(Counter.INIT_REQUESTS)).isGreaterThan(5_000);
            flood.running = false;
        });
    }
}
