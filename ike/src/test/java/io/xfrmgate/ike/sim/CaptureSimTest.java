package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.crypto.SkKeys;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.v2.ExportedKeys;
import io.xfrmgate.ike.v2.IkeCapture;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.TracedPeers;
import io.xfrmgate.ike.wire.DecodeResult;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.FragmentAssembler;
import io.xfrmgate.ike.wire.HeaderResult;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.IkeHeaderCodec;
import io.xfrmgate.ike.wire.MessageCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A capture gets the datagrams of the peer that it watches and the keys to them, and nothing of anybody else. */
final class CaptureSimTest {
    private static final IpAddress THIRD = IpAddress.parse("198.51.100.77");

    private static final class Taken implements IkeCapture {
        record Datagram(boolean sent, UdpEndpoint remote, byte[] octets, IkeHeader header) {}

        final TracedPeers peers;
        final List<Datagram> datagrams = new ArrayList<>();
        final List<ExportedKeys> keys = new ArrayList<>();
        boolean ended;
        boolean withKeys = true;
        boolean hasRoom = true;

        Taken(TracedPeers peers) {
            this.peers = peers;
        }

        static Taken at(IpAddress address) {
            return new Taken(new TracedPeers(Set.of(address), Set.of()));
        }

        static Taken of(String identity) {
            return new Taken(new TracedPeers(Set.of(), Set.of(identity)));
        }

        @Override
        public TracedPeers peers() {
            return peers;
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }

        @Override
        public boolean wantsKeys() {
            return withKeys;
        }

        @Override
        public void datagram(boolean sent, UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
            if (IkeHeaderCodec.read(datagram) instanceof HeaderResult.Ok(IkeHeader header)) {
                datagrams.add(new Datagram(sent, remote, datagram.clone(), header));
            }
        }

        @Override
        public boolean keys(ExportedKeys exported) {
            if (hasRoom) {
                keys.add(exported);
            }
            return hasRoom;
        }

        boolean has(int exchange) {
            return datagrams.stream().anyMatch(d -> d.header.exchangeType() == exchange);
        }

        /** Every protected message is read with the keys that were given for its SPIs. */
        void demandReadable(SimWorld world) {
            for (Datagram d : datagrams) {
                if (d.header.exchangeType() != ExchangeType.IKE_SA_INIT) {
                    assertThat(keys)
                            .as("keys of %s", d.header)
                            .anyMatch(k -> k.initiatorSpi() == d.header.initiatorSpi()
                                    && k.responderSpi() == d.header.responderSpi()
                                    && reads(world, k, d));
                }
            }
        }

        private static boolean reads(SimWorld world, ExportedKeys k, Datagram d) {
            SkKeys side = d.header.fromInitiator() ? k.initiator() : k.responder();
            SkProtection protection = world.settings()
                    .registry()
                    .get()
                    .protection(k.suite().encryption(), k.suite().integrity(), side.encryption(), side.integrity());
            return !(MessageCodec.decodeProtected(d.octets.clone(), d.header, protection, new FragmentAssembler(true))
                    instanceof DecodeResult.UnprotectedError);
        }
    }

    @Test
    void byAddressAllIsTakenAndCanBeReadAlsoOverRekeys(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world);
            Taken left = Taken.at(duo.right.address());
            Taken right = Taken.at(duo.left.address());
            duo.left.endpoint().capture(left);
            duo.right.endpoint().capture(right);
            duo.connect();
            assertThat(duo.left.rekeyIke()).isTrue();
            world.runFor(5_000);
            assertThat(duo.right.rekeyIke()).isTrue();
            world.runFor(5_000);
            assertThat(duo.left.rekeyChild()).isTrue();
            world.runFor(5_000);
            for (Taken taken : List.of(left, right)) {
                assertThat(taken.has(ExchangeType.IKE_SA_INIT)).isTrue();
                assertThat(taken.has(ExchangeType.IKE_AUTH)).isTrue();
                assertThat(taken.has(ExchangeType.CREATE_CHILD_SA)).isTrue();
                assertThat(taken.keys).hasSize(3);
                taken.demandReadable(world);
            }
        });
    }

    @Test
    void byIdentityFromTheMessageOnThatTellsIt(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world);
            Taken taken = Taken.of("gateway.example");
            duo.right.endpoint().capture(taken);
            duo.connect();
            assertThat(taken.datagrams.getFirst().sent()).isFalse();
            assertThat(taken.datagrams.getFirst().header().exchangeType()).isEqualTo(ExchangeType.IKE_AUTH);
            assertThat(taken.datagrams).anyMatch(d -> d.sent() && d.header().exchangeType() == ExchangeType.IKE_AUTH);
            taken.demandReadable(world);
        });
    }

    @Test
    void anSaThatStoodBeforeIsReadFromItsNextMessageOn(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world).connect();
            Taken taken = Taken.at(duo.right.address());
            duo.left.endpoint().capture(taken);
            assertThat(taken.keys).isEmpty();
            assertThat(duo.left.rekeyChild()).isTrue();
            world.runFor(5_000);
            assertThat(taken.keys).hasSize(1);
            taken.demandReadable(world);
        });
    }

    @Test
    void whoIsNotWatchedIsNotTakenEvenWhereItsSpisAreForged(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world);
            Taken other = Taken.at(THIRD);
            Taken stranger = Taken.of("somebody.else");
            Taken reference = Taken.at(duo.right.address());
            for (Taken taken : List.of(other, stranger, reference)) {
                duo.left.endpoint().capture(taken);
            }
            duo.connect();
            assertThat(other.datagrams).isEmpty();
            assertThat(stranger.datagrams).isEmpty();
            // What the watched address sends under the SPIs of another peer's IKE SA is taken; the keys of that SA are
            // not.
            byte[] forged = reference.datagrams.stream()
                    .filter(d -> !d.sent() && d.header().exchangeType() == ExchangeType.IKE_AUTH)
                    .findFirst()
                    .orElseThrow()
                    .octets();
            duo.left.receive(
                    new UdpEndpoint(duo.left.address(), UdpEndpoint.IKE_PORT),
                    new UdpEndpoint(THIRD, UdpEndpoint.IKE_PORT),
                    new Wire.Ike(forged, false));
            assertThat(other.datagrams).hasSize(1);
            assertThat(other.keys).isEmpty();
            assertThat(stranger.datagrams).isEmpty();
            assertThat(stranger.keys).isEmpty();
        });
    }

    @Test
    void noKeysUnlessWantedAndNothingAfterItsEnd(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world);
            Taken without = Taken.at(duo.right.address());
            without.withKeys = false;
            Taken ending = Taken.at(duo.right.address());
            duo.left.endpoint().capture(without);
            duo.left.endpoint().capture(ending);
            duo.connect();
            assertThat(without.keys).isEmpty();
            assertThat(without.datagrams).hasSameSizeAs(ending.datagrams);
            ending.ended = true;
            int before = ending.datagrams.size();
            assertThat(duo.left.rekeyIke()).isTrue();
            world.runFor(5_000);
            assertThat(ending.datagrams).hasSize(before);
            assertThat(ending.keys).hasSize(1);
            assertThat(without.datagrams).hasSizeGreaterThan(before);
            assertThat(duo.left.notices(Notice.IkeRekeyed.class)).isNotEmpty();
        });
    }

    @Test
    void keysThatFoundNoRoomComeAgain(TestInfo test) {
        SeedRunner.of(test).run(20, world -> {
            Duo duo = Duo.plain(world);
            Taken taken = Taken.at(duo.right.address());
            taken.hasRoom = false;
            duo.left.endpoint().capture(taken);
            duo.connect();
            assertThat(taken.keys).isEmpty();
            taken.hasRoom = true;
            assertThat(duo.left.rekeyChild()).isTrue();
            world.runFor(5_000);
            assertThat(taken.keys).hasSize(1);
            taken.demandReadable(world);
        });
    }
}
