package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ManualSa;
import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallTrap;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Parts;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveChild;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.RemoveTrap;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.Trap;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * SAs without IKE: installed when the endpoint starts, removed when it stops. A trap stands behind them, so that nothing goes
 * out unprotected while they are exchanged, or where the kernel refuses them.
 */
final class ManualSas {
    private final IkeEndpoint endpoint;
    private final Map<String, Installed> installed = new LinkedHashMap<>();

    private static final class Installed {
        final ManualSa config;
        final ChildSaRef ref;
        final Trap trap;
        final long installedMillis;
        boolean refused;

        Installed(ManualSa config, ChildSaRef ref, long now) {
            this.config = config;
            this.ref = ref;
            this.trap = new Trap(
                    ref.reqid(), ref.mode(), ref.path(), ref.localSelectors(), ref.remoteSelectors(), ref.options());
            this.installedMillis = now;
        }
    }

    ManualSas(IkeEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /** Makes what is installed what is configured; what did not change is left alone. */
    void reconfigured(List<ManualSa> configured, long now, Effects out) {
        for (Installed old : List.copyOf(installed.values())) {
            Optional<ManualSa> same = configured.stream()
                    .filter(sa -> sa.name().equals(old.config.name()))
                    .findFirst();
            if (same.isEmpty()) {
                remove(old, out);
            } else if (!same.get().equals(old.config)) {
                replace(old, same.get(), now, out);
            }
        }
        for (ManualSa sa : configured) {
            if (!installed.containsKey(sa.name())) {
                Installed fresh = prepare(sa, now, out);
                install(fresh, out);
            }
        }
    }

    private void replace(Installed old, ManualSa config, long now, Effects out) {
        Installed fresh = prepare(config, now, out);
        removeStates(old, out);
        endpoint.registry().take(config.inboundSpi());
        install(fresh, out);
        removeTrap(old, out);
    }

    private Installed prepare(ManualSa config, long now, Effects out) {
        // no Child SA of ours may draw it
        endpoint.registry().take(config.inboundSpi());
        Installed sa = new Installed(config, ChildSaRef.of(spec(config, endpoint.freshReqid())), now);
        installed.put(config.name(), sa);
        endpoint.dataPlane(new InstallTrap(sa.trap), out, (t, answer, o) -> refusal(sa, answer, "trap", o));
        return sa;
    }

    private static ChildSaSpec spec(ManualSa config, int reqid) {
        return new ChildSaSpec(
                config.inboundSpi(),
                config.outboundSpi(),
                config.suite(),
                copy(config.inboundKeys()),
                copy(config.outboundKeys()),
                config.mode(),
                new SaPath(
                        new UdpEndpoint(config.local(), UdpEndpoint.IKE_PORT),
                        new UdpEndpoint(config.remote(), UdpEndpoint.IKE_PORT),
                        false),
                reqid,
                config.localSelectors(),
                config.remoteSelectors(),
                config.options(),
                Lifetime.UNLIMITED);
    }

    private void install(Installed sa, Effects out) {
        ChildSaSpec spec = spec(sa.config, sa.ref.reqid());
        endpoint.dataPlane(new InstallChild(spec, Parts.BOTH, 0), out, (t, answer, o) -> {
            spec.inboundKeys().destroy();
            spec.outboundKeys().destroy();
            refusal(sa, answer, "SAs", o);
        });
    }

    private void refusal(Installed sa, DataPlaneAnswer answer, String what, Effects out) {
        if (answer instanceof DataPlaneAnswer.Refused refused) {
            sa.refused = true;
            endpoint.announcements()
                    .failure(
                            name(sa.config),
                            FailureReason.DATA_PLANE,
                            true,
                            Explanation.of("the kernel refuses the manual " + what + " of " + sa.config.name()
                                    + ": errno " + refused.errno() + ", " + refused.text()),
                            out);
        }
    }

    private static ChildKeys copy(ChildKeys keys) {
        return new ChildKeys(keys.encryption().clone(), keys.integrity().clone());
    }

    private static Notice.IkeSaName name(ManualSa config) {
        UdpEndpoint local = new UdpEndpoint(config.local(), UdpEndpoint.IKE_PORT);
        UdpEndpoint remote = new UdpEndpoint(config.remote(), UdpEndpoint.IKE_PORT);
        return new Notice.IkeSaName(config.name(), 0, 0, local, remote, Optional.empty(), true);
    }

    private void remove(Installed sa, Effects out) {
        installed.remove(sa.config.name());
        removeStates(sa, out);
        removeTrap(sa, out);
    }

    private void removeStates(Installed sa, Effects out) {
        endpoint.releaseEspSpi(sa.ref.inboundSpi());
        if (!sa.refused) {
            endpoint.dataPlane(new RemoveChild(sa.ref, Parts.BOTH), out, (t, answer, o) -> {});
        }
    }

    private void removeTrap(Installed sa, Effects out) {
        endpoint.dataPlane(new RemoveTrap(sa.trap), out, (t, answer, o) -> {});
    }

    void removeAll(Effects out) {
        List.copyOf(installed.values()).forEach(sa -> remove(sa, out));
    }

    List<Standing.NamedTrap> traps() {
        return installed.values().stream()
                .map(sa -> new Standing.NamedTrap(sa.config.name(), sa.trap))
                .toList();
    }

    List<IkeSaView.ChildView> views() {
        List<IkeSaView.ChildView> views = new ArrayList<>();
        for (Installed sa : installed.values()) {
            Notice.ChildName name = new Notice.ChildName(
                    sa.config.name(),
                    sa.ref.inboundSpi(),
                    sa.ref.outboundSpi(),
                    sa.ref.reqid(),
                    sa.ref.localSelectors(),
                    sa.ref.remoteSelectors());
            views.add(new IkeSaView.ChildView(
                    name,
                    sa.refused ? "refused" : "installed",
                    sa.config.suite(),
                    sa.ref,
                    sa.installedMillis,
                    TimerTable.NEVER,
                    TimerTable.NEVER));
        }
        return views;
    }
}
