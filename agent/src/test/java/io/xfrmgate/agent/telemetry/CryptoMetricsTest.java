package io.xfrmgate.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.kernel.KernelDrivers;
import io.xfrmgate.agent.kernel.KernelDrivers.Entry;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CryptoMetricsTest {
    private static final ChildSuite GCM =
            new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);
    private static final Entry GENERIC =
            new Entry("rfc4106(gcm(aes))", "rfc4106(gcm_base(ctr(aes-generic),ghash-generic))", "gcm", 100);
    private static final Entry AESNI = new Entry("rfc4106(gcm(aes))", "rfc4106-gcm-aesni", "aesni_intel", 400);

    private static KernelDrivers kernel(Entry... entries) {
        return new KernelDrivers(List.of(entries), true);
    }

    @Test
    void driversFollowTheSuitesAndTheKernel() throws Exception {
        Set<ChildSuite> suites = new HashSet<>();
        AtomicReference<KernelDrivers> kernel = new AtomicReference<>(kernel(GENERIC));
        try (ScrapedMetrics scraped = new ScrapedMetrics()) {
            CryptoMetrics.register(scraped.metrics(), kernel::get, () -> Set.copyOf(suites));
            assertThat(scraped.scrape())
                    .contains("xfrmgate_kernel_aes_unused 1.0")
                    .doesNotContain("xfrmgate_kernel_driver{");
            suites.add(GCM);
            assertThat(scraped.scrape())
                    .contains("xfrmgate_kernel_driver{accelerated=\"no\",driver=\"" + GENERIC.driver()
                            + "\",module=\"gcm\",suite=\"" + GCM + "\"} 1.0");
            kernel.set(kernel(GENERIC, AESNI));
            assertThat(scraped.scrape())
                    .contains(
                            "xfrmgate_kernel_aes_unused 0.0",
                            "xfrmgate_kernel_driver{accelerated=\"yes\",driver=\"rfc4106-gcm-aesni\",module=\"aesni_intel\"")
                    .doesNotContain("aes-generic");
        }
    }
}
