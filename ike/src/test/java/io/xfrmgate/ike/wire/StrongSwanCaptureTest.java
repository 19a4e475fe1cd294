package io.xfrmgate.ike.wire;

import static io.xfrmgate.ike.wire.Fixtures.captured;
import static io.xfrmgate.ike.wire.Fixtures.header;
import static io.xfrmgate.ike.wire.Fixtures.hex;
import static io.xfrmgate.ike.wire.Fixtures.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One IKE SA between two strongSwan 5.9.8, captured, with the session keys that it logged. */
final class StrongSwanCaptureTest {
    private final SkProtection fromInitiator = protection(
            "e494f33671e37a79b77e72bfebac78df", "ef5918cdd68bd18b4f7f399920ee68f22a2150bf685a02767c7bde1f72cabad6");
    private final SkProtection fromResponder = protection(
            "7536cf5663d3a3750d86d58cfea69343", "f53c79810b756923e05dcc63bbc28c05d40c29812bdc8cf7288f1d09ac62c933");

    private static SkProtection protection(String encryptionKey, String integrityKey) {
        return new StandardCryptoRegistry()
                .protection(
                        EncryptionAlgorithm.AES_CBC,
                        IntegrityAlgorithm.HMAC_SHA2_256_128,
                        hex(encryptionKey),
                        hex(integrityKey));
    }

    @Test
    void initRequest() {
        byte[] datagram = captured("init-request");
        IkeHeader header = header(datagram);
        assertThat(header).isEqualTo(new IkeHeader(0x6bf9b9350b3f1873L, 0, 33, 2, 0, 34, true, false, 0, 284));
        List<Payload> payloads = payloads(MessageCodec.decode(datagram, header));
        assertThat(((Payload.Sa) payloads.get(0)).proposals())
                .extracting(Proposal::toString)
                .containsExactly(
                        "IKE:aes-cbc-128/sha2-256-128/prf-sha2-256/group-31/group-14",
                        "IKE:aes-256-gcm-128/prf-sha2-384/group-19");
        assertThat(((Payload.Ke) payloads.get(1)).group()).isEqualTo(31);
        assertThat(((Payload.Ke) payloads.get(1)).data()).hasSize(32);
        assertThat(((Payload.Nonce) payloads.get(2)).data()).hasSize(32);
        assertThat(payloads.subList(3, payloads.size()))
                .extracting(p -> ((Payload.Notify) p).notifyType())
                .containsExactly(
                        NotifyType.NAT_DETECTION_SOURCE_IP,
                        NotifyType.NAT_DETECTION_DESTINATION_IP,
                        NotifyType.IKEV2_FRAGMENTATION_SUPPORTED,
                        NotifyType.SIGNATURE_HASH_ALGORITHMS,
                        16406);
        assertThat(MessageCodec.encode(header, payloads))
                .as("the same octets again")
                .isEqualTo(datagram);
    }

    @Test
    void initResponse() {
        byte[] datagram = captured("init-response");
        List<Payload> payloads = payloads(MessageCodec.decode(datagram, header(datagram)));
        assertThat(((Payload.Sa) payloads.getFirst()).proposals())
                .extracting(Proposal::toString)
                .containsExactly("IKE:aes-cbc-128/sha2-256-128/prf-sha2-256/group-31");
        assertThat(MessageCodec.encode(header(datagram), payloads)).isEqualTo(datagram);
    }

    @Test
    void authRequest() {
        byte[] datagram = captured("auth-request");
        List<Payload> payloads = payloads(
                MessageCodec.decodeProtected(datagram, header(datagram), fromInitiator, new FragmentAssembler(true)));
        assertThat(payloads)
                .extracting(Payload::type)
                .containsExactly(35, 41, 36, 39, 47, 33, 44, 45, 41, 41, 41, 41, 41);
        assertThat(payloads.get(0)).isEqualTo(new Payload.Id(true, Identification.fqdn("enb1.example")));
        assertThat(payloads.get(2)).isEqualTo(new Payload.Id(false, Identification.fqdn("segw.example")));
        assertThat(((Payload.Auth) payloads.get(3)).method()).isEqualTo(Payload.Auth.SHARED_KEY);
        assertThat(((Payload.Sa) payloads.get(5)).proposals())
                .extracting(Proposal::spi, Proposal::toString)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0xcba60b83L, "ESP:aes-128-gcm-128/esn/no-esn"),
                        org.assertj.core.groups.Tuple.tuple(0xcba60b83L, "ESP:aes-cbc-128/sha2-256-128/no-esn"));
        assertThat(((Payload.Ts) payloads.get(6)).selectors())
                .extracting(TrafficSelector::toString)
                .containsExactly("10.1.0.0/24[6/80]", "fd00:1::/64");
        assertThat(((Payload.Ts) payloads.get(7)).selectors())
                .extracting(TrafficSelector::toString)
                .containsExactly("10.2.0.0/16");
    }

    @Test
    void authResponse() {
        byte[] datagram = captured("auth-response");
        List<Payload> payloads = payloads(
                MessageCodec.decodeProtected(datagram, header(datagram), fromResponder, new FragmentAssembler(true)));
        Payload.Configuration configuration = (Payload.Configuration) payloads.get(2);
        assertThat(configuration.cfgType()).isEqualTo(2);
        assertThat(configuration.attributes().getFirst().value()).containsExactly(10, 9, 0, 1);
        assertThat(((Payload.Notify) payloads.getLast()).notifyType()).isEqualTo(NotifyType.NO_PROPOSAL_CHOSEN);
    }

    @Test
    void informational() {
        byte[] request = captured("informational-request");
        assertThat(payloads(MessageCodec.decodeProtected(
                        request, header(request), fromInitiator, new FragmentAssembler(true))))
                .containsExactly(new Payload.Delete(io.xfrmgate.ike.proposal.SecurityProtocol.IKE, List.of()));
        byte[] response = captured("informational-response");
        assertThat(payloads(MessageCodec.decodeProtected(
                        response, header(response), fromResponder, new FragmentAssembler(true))))
                .isEmpty();
    }
}
