package io.xfrmgate.agent;

import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.sim.InnerPacket;
import io.xfrmgate.ike.sim.InstalledState;
import io.xfrmgate.ike.sim.SimClock;
import io.xfrmgate.ike.sim.SimulatedDataPlane;
import java.util.List;
import java.util.Map;

/** The simulated data plane of a gateway with one shard, for the shard and the test at once. */
final class SimulatedKernel {
    private final SimulatedDataPlane plane = new SimulatedDataPlane(new SimClock(0));

    GatewayParts parts() {
        return new GatewayParts(
                this::open, StandardCryptoRegistry::new, ShardRandom::open, () -> Map::of, PkiPort.none());
    }

    private DataPlane open(int shard, UdpShardIo io) {
        return new DataPlane() {
            @Override
            public void submit(long token, DataPlaneRequest request) {
                synchronized (plane) {
                    plane.submit(token, request);
                }
            }

            @Override
            public void exchange(Sink sink) {
                synchronized (plane) {
                    plane.exchange(sink);
                }
            }

            @Override
            public void close() {
                synchronized (plane) {
                    plane.close();
                }
            }
        };
    }

    List<InstalledState> states() {
        synchronized (plane) {
            return plane.states();
        }
    }

    int policies() {
        synchronized (plane) {
            return plane.policies().size();
        }
    }

    void send(InnerPacket packet) {
        synchronized (plane) {
            plane.send(packet);
        }
    }
}
