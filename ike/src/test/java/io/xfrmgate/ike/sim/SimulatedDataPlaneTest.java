package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SimulatedDataPlaneTest extends DataPlaneContract {

    @Override
    protected DataPlaneFixture open() {
        return new Hosts();
    }

    /** Two simulated kernels on a wire that loses nothing and takes no time. */
    private static final class Hosts implements DataPlaneFixture {
        private final SimClock clock = new SimClock(1_000_000);
        private final SimulatedDataPlane left = new SimulatedDataPlane(clock);
        private final SimulatedDataPlane right = new SimulatedDataPlane(clock);

        @Override
        public SimulatedDataPlane plane(Side side) {
            return side == Side.LEFT ? left : right;
        }

        @Override
        public IpAddress outer(Side side) {
            return IpAddress.parse(side == Side.LEFT ? "192.0.2.1" : "198.51.100.1");
        }

        @Override
        public IpAddress inner(Side side) {
            return IpAddress.parse(side == Side.LEFT ? "10.1.0.1" : "10.2.0.1");
        }

        @Override
        public boolean udp(
                Side from, IpAddress source, IpAddress destination, int sourcePort, int destinationPort, int octets) {
            InnerPacket packet =
                    new InnerPacket(source, destination, InnerPacket.UDP, sourcePort, destinationPort, octets);
            return plane(from)
                    .encapsulate(packet)
                    .filter(p -> plane(from.other()).receive(p) instanceof Verdict.Delivered delivered
                            && delivered.inner().equals(packet))
                    .isPresent();
        }

        @Override
        public List<InstalledState> states(Side side) {
            return plane(side).states();
        }

        @Override
        public List<InstalledPolicy> policies(Side side) {
            return plane(side).policies();
        }

        @Override
        public void settle() {
            // Everything happens at once.
        }

        @Override
        public void close() {
            left.close();
            right.close();
        }
    }

    private static final class Recorder implements DataPlane.Sink {
        private final List<DataPlaneAnswer> answers = new ArrayList<>();
        private final List<DataPlaneEvent> events = new ArrayList<>();

        @Override
        public void answer(long token, DataPlaneAnswer answer) {
            answers.add(answer);
        }

        @Override
        public void event(DataPlaneEvent event) {
            events.add(event);
        }
    }

    @Test
    void aPacketIsTakenOnce() {
        Hosts hosts = new Hosts();
        ChildPair child = ChildPair.tunnel(hosts, 0x1001, 0x2001, 7);
        for (DataPlaneFixture.Side side : DataPlaneFixture.Side.values()) {
            hosts.plane(side).submit(1, new InstallChild(child.on(side), Parts.BOTH, 0));
            hosts.plane(side).exchange(new Recorder());
        }
        InnerPacket packet =
                InnerPacket.udp(hosts.inner(DataPlaneFixture.Side.LEFT), hosts.inner(DataPlaneFixture.Side.RIGHT), 100);
        SimPacket first = hosts.left.encapsulate(packet).orElseThrow();
        SimPacket second = hosts.left.encapsulate(packet).orElseThrow();
        assertThat(hosts.right.receive(second).isDelivered()).isTrue();
        assertThat(hosts.right.receive(first).isDelivered()).isTrue();
        assertThat(hosts.right.receive(first)).isEqualTo(new Verdict.Dropped(DropReason.REPLAY));
        SimPacket last = first;
        for (int i = 0; i < 100; i++) {
            last = hosts.left.encapsulate(packet).orElseThrow();
        }
        SimPacket behind = hosts.left.encapsulate(packet).orElseThrow();
        for (int i = 0; i < 64; i++) {
            last = hosts.left.encapsulate(packet).orElseThrow();
        }
        assertThat(hosts.right.receive(last).isDelivered()).isTrue();
        assertThat(hosts.right.receive(behind)).isEqualTo(new Verdict.Dropped(DropReason.REPLAY));
    }

    @Test
    void asksAgainWhenTheLarvalStateHasDied() {
        Hosts hosts = new Hosts();
        ChildPair child = ChildPair.tunnel(hosts, 0x1001, 0x2001, 7);
        DataPlaneRequest.Trap trap = new DataPlaneRequest.Trap(
                7,
                child.mode(),
                child.leftPath(),
                List.of(TrafficSelector.ofPrefix(hosts.inner(DataPlaneFixture.Side.LEFT), 24)),
                List.of(child.right()),
                child.options());
        Recorder recorder = new Recorder();
        hosts.left.submit(1, new DataPlaneRequest.InstallTrap(trap));
        InnerPacket packet =
                InnerPacket.udp(hosts.inner(DataPlaneFixture.Side.LEFT), hosts.inner(DataPlaneFixture.Side.RIGHT), 100);
        for (int second = 0; second < 65; second++) {
            hosts.left.exchange(recorder);
            hosts.left.encapsulate(packet);
            hosts.clock.advanceTo(hosts.clock.millis() + 1000);
        }
        assertThat(recorder.events).hasSize(3);
    }

    @Test
    void answersLateAndRefusesOnDemand() {
        Hosts hosts = new Hosts();
        ChildPair child = ChildPair.tunnel(hosts, 0x1001, 0x2001, 7);
        hosts.left.disturb(new SimulatedDataPlane.Disturbance() {
            @Override
            public long delayMillis(long requestNumber) {
                return 20;
            }

            @Override
            public Optional<DataPlaneAnswer.Refused> refuse(long requestNumber, DataPlaneRequest request) {
                return requestNumber == 2
                        ? Optional.of(new DataPlaneAnswer.Refused(12, "Cannot allocate memory", false))
                        : Optional.empty();
            }
        });
        Recorder recorder = new Recorder();
        hosts.left.submit(1, new InstallChild(child.on(DataPlaneFixture.Side.LEFT), Parts.INBOUND, 0));
        hosts.left.submit(2, new InstallChild(child.on(DataPlaneFixture.Side.LEFT), Parts.OUTBOUND, 0));
        hosts.left.exchange(recorder);
        assertThat(recorder.answers).isEmpty();
        assertThat(hosts.left.nextDue()).isEqualTo(hosts.clock.millis() + 20);
        hosts.clock.advanceTo(hosts.left.nextDue());
        hosts.left.exchange(recorder);
        assertThat(recorder.answers).hasSize(2);
        assertThat(recorder.answers.get(1)).isInstanceOf(DataPlaneAnswer.Refused.class);
        assertThat(hosts.left.states()).hasSize(1);
    }
}
