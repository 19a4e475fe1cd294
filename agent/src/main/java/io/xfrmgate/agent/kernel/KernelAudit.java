package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.nativeio.xfrm.Encapsulation;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.Template;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares the daemon's Child SAs and traps with what the kernel holds. Pure functions. */
public final class KernelAudit {
    private KernelAudit() {}

    /** How the two differ. */
    public enum Kind {
        /** The daemon has it, the kernel has not. */
        MISSING,
        /** The kernel has it, the daemon knows nothing of it. */
        EXTRA,
        /** Both have it, and not alike. */
        MISMATCH
    }

    /**
     * One difference.
     *
     * @param object "state" or "policy", and which
     * @param detail what differs, or whose it is
     */
    public record Difference(Kind kind, String object, String detail) {}

    /**
     * A Child SA that the daemon has.
     *
     * @param name for the operator
     * @param settled installed whole, now and a moment ago; of others nothing is demanded, as they are coming or going
     */
    public record Expected(String name, ChildSaRef child, boolean settled) {}

    /**
     * Compares.
     *
     * @param children all Child SAs
     * @param traps all traps; their reqids do not matter
     */
    public static List<Difference> compare(List<Expected> children, List<Trap> traps, KernelTables kernel) {
        List<Difference> differences = new ArrayList<>();
        states(children, kernel.states(), differences);
        policies(children, traps, kernel.policies(), differences);
        return differences;
    }

    // ---- states ----------------------------------------------------------------------------------------------------

    private static void states(List<Expected> children, List<Sa> states, List<Difference> differences) {
        Map<SaId, Sa> held = new HashMap<>();
        for (Sa sa : states) {
            // an entry with SPI 0 is the kernel's own, for a packet that waits for its SA
            if (sa.info().id().protocol() == SaId.ESP && sa.info().id().spi() != 0) {
                held.put(sa.info().id(), sa);
            }
        }
        Set<SaId> known = new HashSet<>();
        for (Expected expected : children) {
            SaPath path = expected.child().path();
            SaId inbound = KernelStates.inboundKey(expected.child()).id();
            SaId outbound = KernelStates.outboundKey(expected.child()).id();
            known.add(inbound);
            known.add(outbound);
            check(expected, "in", inbound, path.remote(), path.local(), held, differences);
            check(expected, "out", outbound, path.local(), path.remote(), held, differences);
        }
        held.forEach((id, sa) -> {
            if (!known.contains(id)) {
                differences.add(new Difference(
                        Kind.EXTRA,
                        "state " + shown(id),
                        "from " + address(sa.info().source()) + ", reqid "
                                + Integer.toUnsignedString(sa.info().reqid())
                                + ": no Child SA of this daemon has it"));
            }
        });
    }

    private static void check(
            Expected expected,
            String direction,
            SaId id,
            UdpEndpoint source,
            UdpEndpoint destination,
            Map<SaId, Sa> held,
            List<Difference> differences) {
        if (!expected.settled()) {
            return;
        }
        Sa sa = held.get(id);
        String object = "state " + shown(id);
        if (sa == null) {
            differences.add(new Difference(Kind.MISSING, object, expected.name() + ", " + direction));
            return;
        }
        SaInfo info = sa.info();
        List<String> unlike = new ArrayList<>();
        compare(unlike, "reqid", expected.child().reqid(), info.reqid());
        compare(unlike, "mode", KernelStates.mode(expected.child().mode()), info.mode());
        compare(unlike, "source", address(source.address().toInetAddress()), address(info.source()));
        Optional<Encapsulation> encapsulation = KernelStates.encapsulation(
                source, destination, expected.child().path().encapsulated());
        compare(unlike, "UDP ports", ports(encapsulation), ports(sa.attributes().encapsulation()));
        if (!unlike.isEmpty()) {
            differences.add(new Difference(
                    Kind.MISMATCH, object, expected.name() + ", " + direction + ": " + String.join(", ", unlike)));
        }
    }

    private static void compare(List<String> unlike, String what, Object daemon, Object kernel) {
        if (!daemon.equals(kernel)) {
            unlike.add(what + " is " + kernel + ", should be " + daemon);
        }
    }

    private static String ports(Optional<Encapsulation> encapsulation) {
        return encapsulation
                .map(e -> e.sourcePort() + " to " + e.destinationPort())
                .orElse("none");
    }

    // ---- policies --------------------------------------------------------------------------------------------------

    private record Wish(String name, Optional<Template> template, boolean settled) {}

    private static void policies(
            List<Expected> children, List<Trap> traps, List<Policy> policies, List<Difference> differences) {
        Map<PolicyTable.Key, List<Wish>> wanted = new HashMap<>();
        for (Expected expected : children) {
            for (WantedPolicies.Entry entry : entries(expected, differences)) {
                wanted.computeIfAbsent(entry.key(), _ -> new ArrayList<>())
                        .add(new Wish(expected.name(), Optional.of(entry.template()), expected.settled()));
            }
        }
        for (Trap trap : traps) {
            for (WantedPolicies.Entry entry : entries(trap, differences)) {
                wanted.computeIfAbsent(entry.key(), _ -> new ArrayList<>())
                        .add(new Wish("trap to " + trap.path().remote().address(), Optional.empty(), true));
            }
        }
        Map<PolicyTable.Key, Policy> held = new HashMap<>();
        for (Policy policy : policies) {
            if (!policy.templates().isEmpty()) {
                held.put(key(policy), policy);
            }
        }
        wanted.forEach((key, wishes) -> check(key, wishes, Optional.ofNullable(held.get(key)), differences));
        held.forEach((key, policy) -> {
            if (!wanted.containsKey(key)) {
                differences.add(new Difference(
                        Kind.EXTRA,
                        "policy " + shown(key),
                        "no Child SA and no trap of this daemon wants it; its template is "
                                + shown(policy.templates().getFirst())));
            }
        });
    }

    private static void check(
            PolicyTable.Key key, List<Wish> wishes, Optional<Policy> policy, List<Difference> differences) {
        Set<String> names = new TreeSet<>();
        wishes.stream().filter(Wish::settled).forEach(wish -> names.add(wish.name()));
        if (policy.isEmpty()) {
            if (!names.isEmpty()) {
                differences.add(
                        new Difference(Kind.MISSING, "policy " + shown(key), "of " + String.join(" and ", names)));
            }
            return;
        }
        // Several may want one policy: the kernel has it as one of them wants it. A trap's own template has a reqid
        // unknown here.
        String template = shown(policy.get().templates().getFirst());
        boolean fits = wishes.stream()
                .anyMatch(wish ->
                        wish.template().map(t -> shown(t).equals(template)).orElse(true));
        if (!fits) {
            differences.add(new Difference(
                    Kind.MISMATCH,
                    "policy " + shown(key),
                    "its template is " + template + ", should be "
                            + wishes.getFirst()
                                    .template()
                                    .map(KernelAudit::shown)
                                    .orElse("a trap's") + " of "
                            + wishes.getFirst().name()));
        }
    }

    private static List<WantedPolicies.Entry> entries(Expected expected, List<Difference> differences) {
        try {
            return WantedPolicies.of(expected.child()).entries();
        } catch (UnrepresentableException e) {
            differences.add(new Difference(Kind.MISSING, "policies", expected.name() + ": " + e.getMessage()));
            return List.of();
        }
    }

    private static List<WantedPolicies.Entry> entries(Trap trap, List<Difference> differences) {
        try {
            return WantedPolicies.of(trap).entries();
        } catch (UnrepresentableException e) {
            differences.add(new Difference(Kind.MISSING, "trap", String.valueOf(e.getMessage())));
            return List.of();
        }
    }

    private static PolicyTable.Key key(Policy policy) {
        return new PolicyTable.Key(
                policy.info().selector(), policy.info().direction(), policy.mark(), policy.interfaceId());
    }

    // ---- words -----------------------------------------------------------------------------------------------------

    private static String shown(SaId id) {
        return String.format("%08x to %s", id.spi(), address(id.destination()));
    }

    private static String shown(PolicyTable.Key key) {
        var selector = key.selector();
        return key.direction().name().toLowerCase(Locale.ROOT) + " " + address(selector.source()) + "/"
                + selector.sourcePrefix() + " to " + address(selector.destination()) + "/"
                + selector.destinationPrefix()
                + (selector.protocol() == 0 ? "" : " protocol " + selector.protocol());
    }

    private static String shown(Template template) {
        return address(template.source()) + " to " + address(template.id().destination()) + " reqid "
                + Integer.toUnsignedString(template.reqid()) + " "
                + template.mode().name().toLowerCase(Locale.ROOT);
    }

    private static String address(InetAddress address) {
        return address.getHostAddress();
    }
}
