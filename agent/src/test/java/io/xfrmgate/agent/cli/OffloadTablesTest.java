package io.xfrmgate.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.vici.ViciMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OffloadTablesTest {
    private static final ViciMessage DRIVER = ViciMessage.builder()
            .put("suite", "AES_GCM_16/128")
            .put("child-sas", "3")
            .put("driver", "rfc4106-gcm-aesni")
            .put("module", "aesni_intel")
            .put("accelerated", "yes")
            .build();
    private static final ViciMessage CARD = ViciMessage.builder()
            .put("ike", "site")
            .put("child", "p")
            .put("peer", "gw.example")
            .put("device", "eth0")
            .put("wanted", "packet")
            .put("in", "packet")
            .put("out", "crypto")
            .build();

    @Test
    void driversThenCards() {
        String text = OffloadTables.of(List.of(DRIVER), List.of(CARD));
        assertThat(text.lines().map(line -> line.replaceAll(" +", " ").strip()))
                .containsExactly(
                        "SUITE CHILD SAS KERNEL DRIVER MODULE ACCELERATED",
                        "AES_GCM_16/128 3 rfc4106-gcm-aesni aesni_intel yes",
                        "",
                        "CHILD SA PEER DEVICE WANTED IN OUT",
                        "site/p gw.example eth0 packet packet crypto");
    }

    @Test
    void aWarningWithoutAnySa() {
        ViciMessage warning = ViciMessage.builder().put("warning", "load it").build();
        assertThat(OffloadTables.of(List.of(warning), List.of())).isEqualTo("there is no Child SA\nwarning: load it\n");
    }

    @Test
    void aWarningOfASuite() {
        ViciMessage driver = ViciMessage.builder()
                .put("suite", "AES_CBC/128")
                .put("algorithm", "authenc(hmac(sha256),cbc(aes))")
                .put("warning", "load it")
                .build();
        assertThat(OffloadTables.of(List.of(driver), List.of()))
                .contains("not listed: authenc(hmac(sha256),cbc(aes))")
                .endsWith("warning: AES_CBC/128: load it\n");
    }
}
