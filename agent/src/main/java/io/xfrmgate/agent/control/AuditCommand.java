package io.xfrmgate.agent.control;

import io.xfrmgate.agent.kernel.KernelAudit;
import io.xfrmgate.agent.kernel.KernelTables;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code xfrmgate-audit}: the daemon's Child SAs and traps against the kernel's states and policies. */
final class AuditCommand implements ControlCommand {
    static final String DIFFERENCE = "xfrmgate-difference";

    private final GatewayState state;

    AuditCommand(GatewayState state) {
        this.state = state;
    }

    @Override
    public ViciMessage run(ViciMessage request, Client client) throws IOException {
        // What changes meanwhile is no difference: a Child SA must be there before and after the kernel is read.
        Set<Integer> before = installed(children());
        KernelTables kernel = state.usage().tables();
        List<Located> after = children();
        List<KernelAudit.Expected> expected = new ArrayList<>();
        Set<Integer> settled = installed(after);
        settled.retainAll(before);
        int elsewhere = 0;
        for (Located found : after) {
            if (!isHere(found.sa().ikeSa().config())) {
                elsewhere++;
                continue;
            }
            int spi = found.child().name().inboundSpi();
            expected.add(new KernelAudit.Expected(
                    found.sa().ikeSa().config() + "/" + found.child().name().config() + " with "
                            + found.sa()
                                    .ikeSa()
                                    .peer()
                                    .orElseGet(() -> found.sa()
                                            .ikeSa()
                                            .remote()
                                            .address()
                                            .toString()),
                    found.child().ref(),
                    settled.contains(spi)));
        }
        List<KernelAudit.Difference> differences = KernelAudit.compare(expected, traps(), kernel);
        for (KernelAudit.Difference difference : differences) {
            client.stream(
                    DIFFERENCE,
                    ViciMessage.builder()
                            .put("kind", difference.kind().name().toLowerCase(Locale.ROOT))
                            .put("object", difference.object())
                            .put("detail", difference.detail())
                            .build());
        }
        return ViciMessage.builder()
                .put("success", true)
                .put("child-sas", after.size())
                .put("elsewhere", elsewhere)
                .put("states", kernel.states().size())
                .put("policies", kernel.policies().size())
                .put("differences", differences.size())
                .build();
    }

    /** Whether a template or map works in the daemon's own network namespace, the only one whose tables are read. */
    private boolean isHere(String config) {
        return state.config().get().placement().namespaceOf(config).isEmpty();
    }

    private record Located(IkeSaView sa, ChildView child) {}

    private List<Located> children() {
        List<Located> children = new ArrayList<>();
        for (ShardSnapshot shard : state.snapshots().latest().shards()) {
            for (IkeSaView sa : shard.sas()) {
                sa.children().forEach(child -> children.add(new Located(sa, child)));
            }
        }
        return children;
    }

    private static Set<Integer> installed(List<Located> children) {
        Set<Integer> spis = new HashSet<>();
        for (Located found : children) {
            if (found.child().state().equals("installed")) {
                spis.add(found.child().name().inboundSpi());
            }
        }
        return spis;
    }

    private List<Trap> traps() {
        List<Trap> traps = new ArrayList<>();
        for (PeerConfig peer : state.config().get().peers()) {
            if (isHere(peer.name())
                    && peer.remote().isPresent()
                    && !peer.localAddresses().isEmpty()) {
                IpAddress local = peer.localAddresses().getFirst();
                IpAddress remote = peer.remote().get();
                peer.children().stream()
                        .filter(ChildConfig::trap)
                        .forEach(child -> traps.add(trap(child, local, remote)));
            }
        }
        return traps;
    }

    private static Trap trap(ChildConfig child, IpAddress local, IpAddress remote) {
        return new Trap(
                0,
                child.mode(),
                new SaPath(
                        new UdpEndpoint(local, UdpEndpoint.IKE_PORT),
                        new UdpEndpoint(remote, UdpEndpoint.IKE_PORT),
                        false),
                orHost(child.localSelectors(), local),
                orHost(child.remoteSelectors(), remote),
                child.options());
    }

    private static List<TrafficSelector> orHost(List<TrafficSelector> configured, IpAddress address) {
        return configured.isEmpty() ? List.of(TrafficSelector.ofHost(address)) : configured;
    }
}
