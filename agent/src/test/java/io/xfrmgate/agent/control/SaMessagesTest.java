package io.xfrmgate.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import io.xfrmgate.ike.v2.PeerCertificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SaMessagesTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final SaMessages messages =
            new SaMessages(new SaNumbers(), config -> Optional.empty(), Clock.fixed(NOW, ZoneOffset.UTC));

    private ViciMessage message(Optional<PeerCertificate> certificate, Optional<String> namespace) {
        UdpEndpoint local = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500);
        UdpEndpoint remote = new UdpEndpoint(IpAddress.parse("192.0.2.2"), 500);
        IkeSaView sa = new IkeSaView(
                new IkeSaName("map", 7, 8, local, remote, Optional.of("b"), true),
                "established",
                false,
                false,
                certificate,
                new Proposal(1, SecurityProtocol.IKE, 0, List.of()),
                1,
                1,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                List.of(),
                List.of());
        return messages.whole(sa, List.of(), 1_000, Map.of(), namespace);
    }

    private ViciMessage ending(Duration in) {
        return message(Optional.of(new PeerCertificate("CN=b", NOW.plus(in))), Optional.empty());
    }

    @Test
    void thePeersCertificateIsToldWithItsEnd() {
        ViciMessage good = ending(Duration.ofDays(31));
        assertThat(good.text("remote-cert-subject")).contains("CN=b");
        assertThat(good.text("remote-cert-not-after")).contains("2026-12-31T12:00:00Z");
        assertThat(good.text("remote-cert-state")).contains("valid");
        assertThat(ending(Duration.ofDays(29)).text("remote-cert-state")).contains("expires-soon");
        assertThat(ending(Duration.ofSeconds(-1)).text("remote-cert-state")).contains("expired");
    }

    @Test
    void withoutACertificateThereIsNone() {
        assertThat(message(Optional.empty(), Optional.empty()).elements().keySet())
                .noneMatch(key -> key.startsWith("remote-cert"))
                .doesNotContain("netns");
    }

    @Test
    void theNamespaceIsTold() {
        assertThat(message(Optional.empty(), Optional.of("g1")).text("netns")).contains("g1");
    }
}
