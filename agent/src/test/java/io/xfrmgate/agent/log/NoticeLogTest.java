package io.xfrmgate.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Explanation;
import io.xfrmgate.ike.v2.FailureReason;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.Notice.ChildName;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class NoticeLogTest {
    private static final UdpEndpoint LOCAL = new UdpEndpoint(IpAddress.parse("192.0.2.1"), 4500);
    private static final UdpEndpoint REMOTE = new UdpEndpoint(IpAddress.parse("2001:db8::7"), 1024);
    private static final IkeSaName IKE =
            new IkeSaName("segw", 0x11L, 0xA1B2_C3D4_E5F6_0708L, LOCAL, REMOTE, Optional.of("enb7@example.org"), false);
    private static final IkeSaName OLD_IKE = new IkeSaName("segw", 0x10, 2, LOCAL, REMOTE, Optional.empty(), false);
    private static final ChildName OLD_CHILD = new ChildName("s1", 0x99, 0x98, 9, List.of(), List.of());
    private static final Proposal SUITE = new Proposal(
            1,
            SecurityProtocol.IKE,
            0,
            List.of(
                    Transform.encr(EncryptionAlgorithm.AES_GCM_16, 256),
                    Transform.prf(PrfAlgorithm.HMAC_SHA2_256),
                    Transform.ke(KeyExchangeGroup.CURVE25519)));
    private static final ChildSuite CHILD_SUITE =
            new ChildSuite(EncryptionAlgorithm.AES_GCM_16, 128, IntegrityAlgorithm.NONE, true);
    private static final ChildName CHILD = new ChildName(
            "s1",
            0xC000_0001,
            0x1234,
            9,
            List.of(TrafficSelector.ofPrefix(IpAddress.parse("10.0.0.0"), 8)),
            List.of(
                    TrafficSelector.ofHost(IpAddress.parse("10.1.0.1")),
                    TrafficSelector.ofHost(IpAddress.parse("10.1.0.2"))));
    private static final String ABOUT =
            " config=segw peer=enb7@example.org local=192.0.2.1:4500 remote=[2001:db8::7]:1024"
                    + " spi=0000000000000011/a1b2c3d4e5f60708";
    private static final String CHILD_ABOUT = ABOUT
            + " child=s1 spi_in=c0000001 spi_out=00001234 reqid=9 ts_local=10.0.0.0/8 ts_remote=10.1.0.1,10.1.0.2";

    @Test
    void tellsOfAnIkeSa() {
        assertLine(
                new Notice.IkeEstablished(IKE, false, SUITE, true, 12),
                "event=ike-established" + ABOUT
                        + " role=responder suite=aes-256-gcm-128/prf-sha2-256/group-31 nat=yes duration_ms=12");
        assertLine(
                new Notice.IkeRekeyed(IKE, OLD_IKE, true, SUITE),
                "event=ike-rekeyed" + ABOUT
                        + " role=initiator old_spi=0000000000000010 suite=aes-256-gcm-128/prf-sha2-256/group-31");
        assertLine(
                new Notice.IkeClosed(IKE, CloseReason.PEER_DELETED, "", Optional.empty(), OptionalLong.empty()),
                "event=ike-closed" + ABOUT + " reason=peer-deleted");
        assertLine(
                new Notice.IkeClosed(
                        IKE,
                        CloseReason.UNREACHABLE,
                        "no answer to 6 liveness checks",
                        Optional.of(SUITE),
                        OptionalLong.of(3_600_000)),
                "event=ike-closed" + ABOUT
                        + " reason=unreachable suite=aes-256-gcm-128/prf-sha2-256/group-31 life_ms=3600000"
                        + " detail=\"no answer to 6 liveness checks\"");
        assertLine(
                new Notice.PeerMoved(IKE, REMOTE.withPort(1023)),
                "event=peer-moved" + ABOUT + " old_remote=[2001:db8::7]:1023");
    }

    @Test
    void tellsOfAChildSa() {
        assertLine(
                new Notice.ChildEstablished(IKE, CHILD, CHILD_SUITE),
                "event=child-established" + CHILD_ABOUT + " suite=" + CHILD_SUITE);
        assertLine(
                new Notice.ChildRekeyed(IKE, CHILD, OLD_CHILD, true, CHILD_SUITE),
                "event=child-rekeyed" + CHILD_ABOUT + " suite=" + CHILD_SUITE + " role=initiator old_spi_in=00000099");
        assertLine(
                new Notice.ChildClosed(IKE, CHILD, CloseReason.REKEYED, CHILD_SUITE, 1_500),
                "event=child-closed" + CHILD_ABOUT + " reason=rekeyed suite=" + CHILD_SUITE + " life_ms=1500");
    }

    @Test
    void tellsOfInternalAddresses() {
        List<IpAddress> addresses = List.of(IpAddress.parse("10.64.0.1"), IpAddress.parse("2001:db8::1"));
        assertLine(
                new Notice.AddressesAssigned(IKE, true, addresses, List.of(IpAddress.parse("9.9.9.9"))),
                "event=addresses-assigned" + ABOUT + " by=us addresses=10.64.0.1,2001:db8::1 dns=9.9.9.9");
        assertLine(
                new Notice.AddressesReleased(IKE, false, addresses),
                "event=addresses-released" + ABOUT + " by=peer addresses=10.64.0.1,2001:db8::1");
    }

    @Test
    void tellsOfAFailureBeforeThePeerIsKnown() {
        IkeSaName unknown = new IkeSaName("segw", 0x11L, 0, LOCAL, REMOTE, Optional.empty(), false);
        assertLine(
                new Notice.Failed(
                        unknown,
                        FailureReason.NO_PROPOSAL_CHOSEN,
                        false,
                        Explanation.of("offered 3des, configured aes")),
                "event=negotiation-failed config=segw local=192.0.2.1:4500 remote=[2001:db8::7]:1024"
                        + " spi=0000000000000011/0000000000000000 role=responder reason=no-proposal-chosen"
                        + " detail=\"offered 3des, configured aes\"");
    }

    @Test
    void aPeerCanNotForgeALine() {
        IkeSaName evil = new IkeSaName("segw", 1, 2, LOCAL, REMOTE, Optional.of("x\nevent=ike-established"), false);
        String line = NoticeLog.line(
                        new Notice.IkeClosed(evil, CloseReason.LOCAL, "", Optional.empty(), OptionalLong.empty()))
                .toString();
        assertThat(line).doesNotContain("\n").contains("peer=\"x\\nevent=ike-established\"");
    }

    private static void assertLine(Notice notice, String line) {
        assertThat(NoticeLog.line(notice)).hasToString(line);
    }
}
