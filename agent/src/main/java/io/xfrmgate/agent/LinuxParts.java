package io.xfrmgate.agent;

import io.xfrmgate.agent.kernel.Leftovers;
import io.xfrmgate.agent.kernel.PolicyTable;
import io.xfrmgate.agent.kernel.XfrmDataPlane;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.agent.telemetry.KernelUsage;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.nativeio.libc.ErrnoException;

/** The parts of a gateway on Linux: the kernel's XFRM tables, and algorithms from the fastest providers. */
public final class LinuxParts implements GatewayParts.DataPlaneSource {
    private final int shards;
    private final PolicyTable policies = new PolicyTable();

    private LinuxParts(int shards) {
        this.shards = shards;
    }

    /** For one gateway of so many shards, a power of two. @param pki shared by them */
    public static GatewayParts of(int shards, PkiPort pki) {
        return new GatewayParts(
                new LinuxParts(shards), StandardCryptoRegistry::new, ShardRandom::open, KernelUsage::open, pki);
    }

    @Override
    public GatewayParts.DataPlaneSource forNamespace() {
        return new LinuxParts(shards);
    }

    @Override
    public DataPlane open(int shard, UdpShardIo io) throws ErrnoException {
        if (shard == 0) {
            Leftovers.remove();
        }
        XfrmDataPlane plane = XfrmDataPlane.open(reqid -> (reqid & (shards - 1)) == shard, policies);
        try {
            io.watch(plane.eventFd());
            return plane;
        } catch (ErrnoException e) {
            plane.close();
            throw e;
        }
    }
}
