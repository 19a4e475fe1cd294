package io.xfrmgate.agent;

import io.xfrmgate.agent.aaa.RadiusSockets;
import io.xfrmgate.agent.config.PolicyHash;
import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.kernel.KernelMeter;
import io.xfrmgate.agent.kernel.Leftovers;
import io.xfrmgate.agent.kernel.PolicyTable;
import io.xfrmgate.agent.kernel.XfrmDataPlane;
import io.xfrmgate.agent.loop.UdpShardIo;
import io.xfrmgate.agent.pki.fetch.NamespaceThreads;
import io.xfrmgate.agent.telemetry.KernelUsage;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.pool.AddressPools;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.util.List;
import java.util.Optional;

/** The parts of a gateway on Linux: the kernel's XFRM tables, and algorithms from the fastest providers. */
public final class LinuxParts implements GatewayParts.DataPlaneSource {
    private final int shards;
    private final KernelMeter meter;
    private final PolicyTable policies = new PolicyTable();

    private LinuxParts(int shards, KernelMeter meter) {
        this.shards = shards;
        this.meter = meter;
    }

    /** For one gateway of so many shards, a power of two, which share {@code pki} and {@code eap}. */
    public static GatewayParts of(int shards, PkiPort pki, EapPort eap) {
        return new GatewayParts(
                new LinuxParts(shards, new KernelMeter()),
                StandardCryptoRegistry::new,
                ShardRandom::open,
                KernelUsage::open,
                pki,
                eap,
                new AddressPools(List.of()));
    }

    /** Sockets to RADIUS servers, each in the network namespace of who asks. */
    public static RadiusSockets radiusSockets() {
        return (namespace, from, server) -> Namespaces.call(namespace, () -> RadiusSockets.connected(from, server));
    }

    /** Threads that fetch certificates and CRLs, in the network namespace of who needs them. */
    public static NamespaceThreads namespaceThreads() {
        return (namespace, work) -> Namespaces.call(Optional.of(namespace), () -> {
            work.run();
            return namespace;
        });
    }

    @Override
    public GatewayParts.DataPlaneSource forNamespace() {
        return new LinuxParts(shards, meter);
    }

    @Override
    public KernelDrivers drivers() {
        return KernelDrivers.ofThisKernel();
    }

    @Override
    public KernelMeter meter() {
        return meter;
    }

    @Override
    public void hashPolicies(PolicyHash hash) {
        policies.hashBy(hash);
    }

    @Override
    public DataPlane open(int shard, UdpShardIo io) throws ErrnoException {
        if (shard == 0) {
            Leftovers.remove();
        }
        XfrmDataPlane plane = XfrmDataPlane.open(reqid -> (reqid & (shards - 1)) == shard, policies, meter);
        try {
            io.watch(plane.eventFd());
            return plane;
        } catch (ErrnoException e) {
            plane.close();
            throw e;
        }
    }
}
