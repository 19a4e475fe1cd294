package io.xfrmgate.agent.telemetry;

import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.metrics.GateMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What the kernel does the cryptography of the Child SAs with. */
final class CryptoMetrics {
    private CryptoMetrics() {}

    /**
     * Registers them; once.
     *
     * @param kernel read at each scrape
     * @param suites those in use
     */
    static void register(GateMetrics metrics, Supplier<KernelDrivers> kernel, Supplier<Set<ChildSuite>> suites) {
        metrics.gauge(
                "xfrmgate_kernel_aes_unused",
                "1 if the processor has AES instructions that the kernel does not use; xfrmgate show crypto offload tells more.",
                Map.of(),
                () -> isAesUnused(kernel.get(), suites.get()) ? 1 : 0);
        metrics.info(
                "xfrmgate_kernel_driver",
                "1; the kernel's implementation that the Child SAs of a suite resolve to.",
                List.of("suite", "driver", "module", "accelerated"),
                () -> rows(kernel.get(), suites.get()));
    }

    private static boolean isAesUnused(KernelDrivers kernel, Set<ChildSuite> suites) {
        return kernel.leavesAesUnused()
                || suites.stream().anyMatch(suite -> kernel.of(suite).warning().isPresent());
    }

    private static List<List<String>> rows(KernelDrivers kernel, Set<ChildSuite> suites) {
        List<List<String>> rows = new ArrayList<>();
        for (ChildSuite suite : suites) {
            kernel.of(suite)
                    .entry()
                    .ifPresent(entry -> rows.add(List.of(
                            suite.toString(), entry.driver(), entry.module(), entry.isAccelerated() ? "yes" : "no")));
        }
        return rows;
    }
}
