package io.xfrmgate.agent.control;

import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.v2.IkeSaView;
import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** {@code xfrmgate-crypto-drivers}: which of the kernel's implementations the Child SAs' algorithms resolve to. */
final class CryptoCommands {
    static final String DRIVER = "xfrmgate-crypto-driver";

    private final SaCommands sas;
    private final Supplier<KernelDrivers> kernel;

    CryptoCommands(SaCommands sas, Supplier<KernelDrivers> kernel) {
        this.sas = sas;
        this.kernel = kernel;
    }

    ViciMessage drivers(ViciMessage request, ControlCommand.Client client) throws IOException {
        Map<ChildSuite, Integer> counts = new TreeMap<>(Comparator.comparing(ChildSuite::toString));
        for (SaCommands.Found found : sas.all()) {
            for (IkeSaView.ChildView child : found.sa().children()) {
                counts.merge(child.suite(), 1, Integer::sum);
            }
        }
        KernelDrivers drivers = kernel.get();
        for (Map.Entry<ChildSuite, Integer> counted : counts.entrySet()) {
            client.stream(DRIVER, message(counted.getKey(), counted.getValue(), drivers.of(counted.getKey())));
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
}
