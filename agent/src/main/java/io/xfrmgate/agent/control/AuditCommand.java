package io.xfrmgate.agent.control;

import io.xfrmgate.agent.kernel.KernelAudit;
import io.xfrmgate.agent.kernel.KernelTables;
import io.xfrmgate.agent.loop.Shard;
import io.xfrmgate.agent.loop.ShardSnapshot;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.ike.v2.Standing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code xfrmgate-audit}: the daemon's Child SAs, manual SAs and traps against the kernel's states and policies. */
final class AuditCommand implements ControlCommand {
    static final String DIFFERENCE = "xfrmgate-difference";

    private final GatewayState state;

    AuditCommand(GatewayState state) {
        this.state = state;
    }

    @Override
    public ViciMessage run(ViciMessage request, Client client) throws IOException, InterruptedException {
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
        List<Trap> traps = new ArrayList<>();
        for (Standing standing : standing()) {
            standing.traps().stream().filter(trap -> isHere(trap.config())).forEach(trap -> traps.add(trap.trap()));
            standing.manual().stream()
                    .filter(sa -> isHere(sa.name().config()) && sa.state().equals("installed"))
                    .forEach(sa -> expected.add(
                            new KernelAudit.Expected("manual map " + sa.name().config(), sa.ref(), true)));
        }
        List<KernelAudit.Difference> differences = KernelAudit.compare(expected, traps, kernel);
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

    /** What every shard has standing without an IKE SA. */
    private List<Standing> standing() throws IOException, InterruptedException {
        List<Standing> all = new ArrayList<>();
        for (Shard shard : state.gateway().shards()) {
            all.add(ShardAnswers.await(shard.standing()));
        }
        return all;
    }
}
