package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SimNetworkTest {
    private static final UdpEndpoint A = new UdpEndpoint(IpAddress.parse("192.0.2.1"), UdpEndpoint.IKE_PORT);
    private static final UdpEndpoint B = new UdpEndpoint(IpAddress.parse("198.51.100.1"), UdpEndpoint.IKE_PORT);
    private static final IpAddress PUBLIC = IpAddress.parse("203.0.113.5");
    private static final int COUNT = 2_000;

    private final SimClock clock = new SimClock(1_000);
    private final EventQueue events = new EventQueue();
    private final SimNetwork network = new SimNetwork(clock, new SimSeed(7), events);
    private final List<Integer> arrived = new ArrayList<>();
    private final List<UdpEndpoint> senders = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();

    private void attach() {
        SimNetwork.Host host = (local, remote, wire) -> {
            arrived.add((int) ((Wire.Ike) wire).datagram()[0] & 0xFF);
            senders.add(remote);
            times.add(clock.millis());
            return Optional.empty();
        };
        network.attach(A.address(), host);
        network.attach(B.address(), host);
    }

    private static Wire numbered(int number) {
        return new Wire.Ike(new byte[] {(byte) number}, false);
    }

    private void run() {
        while (events.nextMillis() != Long.MAX_VALUE) {
            clock.advanceTo(events.nextMillis());
            events.take().run();
        }
    }

    private void sendMany() {
        attach();
        for (int i = 0; i < COUNT; i++) {
            network.send(A, B, numbered(i));
        }
        run();
    }

    @Test
    void aCleanPathKeepsEverythingInOrder() {
        network.conditions(Conditions.clean(5, 50));
        sendMany();
        assertThat(arrived).hasSize(COUNT);
        for (int i = 0; i < COUNT; i++) {
            assertThat(arrived.get(i)).isEqualTo(i & 0xFF);
        }
        assertThat(times).allMatch(t -> t >= 1_005 && t <= 1_050);
    }

    @Test
    void aBadPathLosesRepeatsAndReorders() {
        network.conditions(new Conditions(5, 10, 0.3, 0.1, 0.2, 500, 0));
        sendMany();
        assertThat(network.dropped(DropReason.LOSS)).isBetween(500, 700);
        int copies = arrived.size() - (COUNT - network.dropped(DropReason.LOSS));
        assertThat(copies).isBetween(90, 190);
        assertThat(times.getLast()).isGreaterThan(1_400);
    }

    @Test
    void trafficElsewhereDoesNotShiftChance() {
        network.conditions(Conditions.bad(0.3));
        sendMany();
        SimNetworkTest other = new SimNetworkTest();
        other.network.conditions(Conditions.bad(0.3));
        for (int i = 0; i < 100; i++) {
            other.network.send(B, A, numbered(255));
        }
        other.run();
        other.sendMany();
        assertThat(other.arrived).isEqualTo(arrived);
    }

    @Test
    void longDatagramsDoNotPass() {
        attach();
        network.conditions(Conditions.CLEAN.withMtu(500));
        network.send(A, B, new Wire.Ike(new byte[472], false));
        network.send(A, B, new Wire.Ike(new byte[473], false));
        run();
        assertThat(arrived).hasSize(1);
        assertThat(network.dropped(DropReason.TOO_LONG)).isEqualTo(1);
    }

    @Test
    void aCutHoldsForItsTimeAndDirection() {
        attach();
        network.cutOneWay(A.address(), B.address(), 1_005, 1_015);
        network.send(A, B, numbered(1));
        network.send(B, A, numbered(2));
        run();
        network.send(A, B, numbered(3));
        run();
        assertThat(arrived).containsExactly(2, 3);
        assertThat(network.dropped(DropReason.PARTITION)).isEqualTo(1);
    }

    @Test
    void aTranslatorRewritesBothWaysUntilItForgets() {
        attach();
        NatBox box = network.nat(A.address(), PUBLIC, 30_000);
        network.send(A, B, numbered(1));
        run();
        UdpEndpoint seen = senders.getFirst();
        assertThat(seen.address()).isEqualTo(PUBLIC);
        network.send(B, seen, numbered(2));
        run();
        assertThat(arrived).containsExactly(1, 2);
        box.rebind();
        network.send(B, seen, numbered(3));
        network.send(A, B, numbered(4));
        run();
        assertThat(arrived).containsExactly(1, 2, 4);
        assertThat(senders.getLast()).isNotEqualTo(seen);
        clock.advanceTo(clock.millis() + 30_001);
        network.send(B, senders.getLast(), numbered(5));
        run();
        assertThat(arrived).hasSize(3);
        assertThat(network.dropped(DropReason.NAT)).isEqualTo(2);
    }
}
