package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KernelDriversTest {
    private static final ChildSuite GCM =
            new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, false);
    private static final ChildSuite CBC =
            new ChildSuite(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, false);
    private static final ChildSuite CBC_ESN =
            new ChildSuite(EncryptionAlgorithm.AES_CBC, 128, IntegrityAlgorithm.HMAC_SHA2_256_128, true);

    /** As Debian's kernel lists them, shortened. */
    private static final String DEBIAN = """
            name         : rfc4106(gcm(aes))
            driver       : rfc4106(gcm_base(ctr(aes-generic),ghash-generic))
            module       : gcm
            priority     : 100
            refcnt       : 1
            selftest     : passed
            internal     : no
            type         : aead

            name         : seqiv(rfc4106(gcm(aes)))
            driver       : seqiv(rfc4106-gcm-aesni)
            module       : seqiv
            priority     : 400
            internal     : no
            type         : aead

            name         : rfc4106(gcm(aes))
            driver       : rfc4106-gcm-aesni
            module       : aesni_intel
            priority     : 400
            refcnt       : 5
            internal     : no
            type         : aead

            name         : rfc4106(gcm(aes))
            driver       : __rfc4106-gcm-aesni
            module       : aesni_intel
            priority     : 900
            internal     : yes
            type         : aead

            name         : echainiv(authencesn(hmac(sha256),cbc(aes)))
            driver       : echainiv(authencesn(hmac(sha256-generic),cbc(ecb(aes-generic))))
            module       : echainiv
            priority     : 161
            internal     : no
            type         : aead
            """;

    private static KernelDrivers kernel(boolean aes) {
        return new KernelDrivers(KernelDrivers.parse(DEBIAN), aes);
    }

    @Test
    void theHighestPriorityThatIsNotInternalIsUsed() {
        KernelDrivers.Resolved resolved = kernel(true).of(GCM);
        assertThat(resolved.entry()).hasValueSatisfying(entry -> {
            assertThat(entry.driver()).isEqualTo("rfc4106-gcm-aesni");
            assertThat(entry.module()).isEqualTo("aesni_intel");
            assertThat(entry.isAccelerated()).isTrue();
        });
        assertThat(resolved.warning()).isEmpty();
    }

    @Test
    void genericAesOnAProcessorWithAesIsWarnedOf() {
        assertThat(kernel(true).of(CBC_ESN).entry())
                .map(KernelDrivers.Entry::isAccelerated)
                .contains(false);
        assertThat(kernel(true).of(CBC_ESN).warning())
                .hasValueSatisfying(w -> assertThat(w).contains("aesni_intel"));
        assertThat(kernel(false).of(CBC_ESN).warning()).isEmpty();
    }

    @Test
    void whatIsNotListedIsSaidToBeNot() {
        KernelDrivers.Resolved resolved = kernel(true).of(CBC);
        assertThat(resolved.algorithm()).isEqualTo("authenc(hmac(sha256),cbc(aes))");
        assertThat(resolved.entry()).isEmpty();
        assertThat(resolved.warning()).isEmpty();
    }

    @Test
    void aTextOfAnotherKindHasNoEntries() {
        assertThat(KernelDrivers.parse("")).isEmpty();
        assertThat(KernelDrivers.parse("what is this\n\nname without a colon\n"))
                .isEmpty();
    }

    @Test
    void instructionsThatNobodyUsesAreSeenBeforeTheFirstSa() {
        assertThat(kernel(true).leavesAesUnused()).isFalse();
        String generic = """
                name         : aes
                driver       : aes-generic
                module       : kernel
                priority     : 100
                internal     : no

                name         : sha256
                driver       : sha256-avx2
                module       : sha256_ssse3
                priority     : 170
                internal     : no
                """;
        assertThat(new KernelDrivers(KernelDrivers.parse(generic), true).leavesAesUnused())
                .isTrue();
        assertThat(new KernelDrivers(KernelDrivers.parse(generic), false).leavesAesUnused())
                .isFalse();
        assertThat(new KernelDrivers(List.of(), true).leavesAesUnused()).isFalse();
    }
}
