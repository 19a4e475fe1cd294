package io.xfrmgate.agent.control;

import io.xfrmgate.agent.Gateway;
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
import java.util.Optional;
import java.util.Set;

/**
 * {@code xfrmgate-audit}: the daemon's Child SAs, manual SAs and traps against the states and
 * policies of the kernel, in each network namespace that the gateway works in.
 */
final class AuditCommand implements ControlCommand {
    static final String DIFFERENCE = "xfrmgate-difference";

    private final GatewayState state;

    AuditCommand(GatewayState state) {
        this.state = state;
    }

    @Override
    public ViciMessage run(ViciMessage request, Client client) throws IOException, InterruptedException {
        int children = 0;
        int states = 0;
        int policies = 0;
        int differences = 0;
        int namespaces = 0;
        for (Gateway.Namespace place : state.gateway().places()) {
            Optional<Outcome> audited = audit(place);
            if (audited.isEmpty()) {
                continue;
            }
            Outcome outcome = audited.get();
            namespaces++;
            children += outcome.children();
            states += outcome.kernel().states().size();
            policies += outcome.kernel().policies().size();
            differences += outcome.differences().size();
            for (KernelAudit.Difference difference : outcome.differences()) {
                client.stream(DIFFERENCE, message(place, difference));
            }
        }
        return ViciMessage.builder()
                .put("success", true)
                .put("namespaces", namespaces)
                .put("child-sas", children)
                .put("states", states)
                .put("policies", policies)
                .put("differences", differences)
                .build();
    }

    private static ViciMessage message(Gateway.Namespace place, KernelAudit.Difference difference) {
        return ViciMessage.builder()
                .put("netns", place.name().orElse(""))
                .put("kind", difference.kind().name().toLowerCase(Locale.ROOT))
                .put("object", difference.object())
                .put("detail", difference.detail())
                .build();
    }

    private record Outcome(int children, KernelTables kernel, List<KernelAudit.Difference> differences) {}

    /** Of one network namespace; empty if the gateway has left it meanwhile. */
    private Optional<Outcome> audit(Gateway.Namespace place) throws IOException, InterruptedException {
        // What changes meanwhile is no difference: a Child SA must be there before and after the kernel is read.
        Set<Integer> before = installed(children(place));
        Optional<KernelTables> read = state.read(place, place.usage()::tables);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        List<Located> after = children(place);
        List<KernelAudit.Expected> expected = new ArrayList<>();
        Set<Integer> settled = installed(after);
        settled.retainAll(before);
        for (Located found : after) {
            int spi = found.child().name().inboundSpi();
            expected.add(new KernelAudit.Expected(name(found), found.child().ref(), settled.contains(spi)));
        }
        List<Trap> traps = new ArrayList<>();
        for (Standing standing : standing(place)) {
            standing.traps().forEach(trap -> traps.add(trap.trap()));
            standing.manual().stream()
                    .filter(sa -> sa.state().equals("installed"))
                    .forEach(sa -> expected.add(
                            new KernelAudit.Expected("manual map " + sa.name().config(), sa.ref(), true)));
        }
        return Optional.of(new Outcome(after.size(), read.get(), KernelAudit.compare(expected, traps, read.get())));
    }

    private static String name(Located found) {
        var sa = found.sa().ikeSa();
        return sa.config() + "/" + found.child().name().config() + " with "
                + sa.peer().orElseGet(() -> sa.remote().address().toString());
    }

    private record Located(IkeSaView sa, ChildView child) {}

    private List<Located> children(Gateway.Namespace place) {
        List<Located> children = new ArrayList<>();
        for (ShardSnapshot shard : state.snapshots().latest().of(place.shards())) {
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
    private static List<Standing> standing(Gateway.Namespace place) throws IOException, InterruptedException {
        List<Standing> all = new ArrayList<>();
        for (Shard shard : place.shards()) {
            all.add(ShardAnswers.await(shard.standing()));
        }
        return all;
    }
}
