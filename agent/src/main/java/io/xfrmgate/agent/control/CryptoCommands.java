package io.xfrmgate.agent.control;

import io.xfrmgate.agent.Gateway;
import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.kernel.KernelTables;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.Sa;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@code xfrmgate-crypto-drivers}: which of the kernel's implementations the Child SAs' algorithms resolve to; and {@code
 * xfrmgate-offload}: what network cards do for the Child SAs that are to be handed to one, as the kernel has it now.
 */
final class CryptoCommands {
    static final String DRIVER = "xfrmgate-crypto-driver";
    static final String CARD = "xfrmgate-offload-sa";

    private final GatewayState state;
    private final SaCommands sas;
    private final Supplier<KernelDrivers> kernel;

    CryptoCommands(GatewayState state, SaCommands sas, Supplier<KernelDrivers> kernel) {
        this.state = state;
        this.sas = sas;
        this.kernel = kernel;
    }

    ViciMessage drivers(ViciMessage request, ControlCommand.Client client) throws IOException {
        Map<ChildSuite, Integer> counts = new TreeMap<>(Comparator.comparing(ChildSuite::toString));
        for (SaCommands.Found found : sas.all()) {
            for (ChildView child : found.sa().children()) {
                counts.merge(child.suite(), 1, Integer::sum);
            }
        }
        KernelDrivers drivers = kernel.get();
        for (Map.Entry<ChildSuite, Integer> counted : counts.entrySet()) {
            client.stream(DRIVER, message(counted.getKey(), counted.getValue(), drivers.of(counted.getKey())));
        }
        if (counts.isEmpty() && drivers.leavesAesUnused()) {
            client.stream(
                    DRIVER,
                    ViciMessage.builder().put("warning", KernelDrivers.UNUSED).build());
        }
        return ViciMessage.builder()
                .put("success", true)
                .put("processor-aes", drivers.processorHasAes() ? "yes" : "no")
                .build();
    }

    private static ViciMessage message(ChildSuite suite, int count, KernelDrivers.Resolved resolved) {
        ViciMessage.Builder message = ViciMessage.builder()
                .put("suite", suite)
                .put("child-sas", count)
                .put("algorithm", resolved.algorithm());
        resolved.entry()
                .ifPresent(entry -> message.put("driver", entry.driver())
                        .put("module", entry.module())
                        .put("priority", entry.priority())
                        .put("accelerated", entry.isAccelerated() ? "yes" : "no"));
        resolved.warning().ifPresent(warning -> message.put("warning", warning));
        return message.build();
    }

    private record Wanted(IkeSaView sa, ChildView child, KernelOptions.Offload offload) {}

    ViciMessage cards(ViciMessage request, ControlCommand.Client client) throws IOException {
        Map<Gateway.Namespace, List<Wanted>> wanted = new LinkedHashMap<>();
        for (SaCommands.Found found : sas.all()) {
            for (ChildView child : found.sa().children()) {
                child.ref()
                        .options()
                        .offload()
                        .ifPresent(offload -> wanted.computeIfAbsent(found.place(), _ -> new ArrayList<>())
                                .add(new Wanted(found.sa(), child, offload)));
            }
        }
        for (Map.Entry<Gateway.Namespace, List<Wanted>> place : wanted.entrySet()) {
            Optional<KernelTables> tables =
                    state.read(place.getKey(), place.getKey().usage()::tables);
            if (tables.isEmpty()) {
                continue; // the gateway has left it meanwhile
            }
            Map<Place, Optional<Offload>> held = held(tables.get());
            for (Wanted one : place.getValue()) {
                client.stream(CARD, message(one, place.getKey(), held));
            }
        }
        return ViciMessage.builder().put("success", true).build();
    }

    /** Where a state is. */
    record Place(int spi, IpAddress destination) {}

    /** What cards do for the states that the kernel has. */
    static Map<Place, Optional<Offload>> held(KernelTables tables) {
        Map<Place, Optional<Offload>> held = new HashMap<>();
        for (Sa sa : tables.states()) {
            held.put(
                    new Place(sa.info().id().spi(), IpAddress.of(sa.info().id().destination())),
                    sa.attributes().offload());
        }
        return held;
    }

    private static ViciMessage message(Wanted one, Gateway.Namespace place, Map<Place, Optional<Offload>> held) {
        SaPath path = one.child.ref().path();
        Place in = new Place(one.child.name().inboundSpi(), path.local().address());
        Place out = new Place(one.child.name().outboundSpi(), path.remote().address());
        return ViciMessage.builder()
                .put("ike", one.sa.ikeSa().config())
                .put("child", one.child.name().config())
                .put(
                        "peer",
                        one.sa
                                .ikeSa()
                                .peer()
                                .orElseGet(() -> path.remote().address().toString()))
                .put("netns", place.name().orElse(""))
                .put("device", one.offload.device())
                .put("wanted", one.offload.packet() ? "packet" : "crypto")
                .put("spi-in", String.format("%08x", in.spi))
                .put("in", mode(in, held))
                .put("spi-out", String.format("%08x", out.spi))
                .put("out", mode(out, held))
                .build();
    }

    /** What the card does for a state: "packet", "crypto" or "none"; "-" where the state is not there. */
    static String mode(Place state, Map<Place, Optional<Offload>> held) {
        Optional<Offload> offload = held.get(state);
        if (offload == null) {
            return "-";
        }
        return offload.map(o -> o.packet() ? "packet" : "crypto").orElse("none");
    }
}
