package io.xfrmgate.ike.wire;

import static io.xfrmgate.ike.wire.Fixtures.header;
import static io.xfrmgate.ike.wire.Fixtures.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each payload's layout, octet by octet, in an INFORMATIONAL message, which may hold any. */
final class PayloadCodecTest {

    static Stream<Arguments> layouts() {
        return Stream.of(
                Arguments.of(
                        new Payload.Sa(List.of(
                                new Proposal(
                                        1,
                                        SecurityProtocol.ESP,
                                        0xC0FFEE01L,
                                        List.of(
                                                Transform.encr(EncryptionAlgorithm.AES_GCM_16, 256),
                                                Transform.ke(KeyExchangeGroup.ECP_256),
                                                Transform.esn(false))),
                                new Proposal(
                                        2,
                                        SecurityProtocol.ESP,
                                        0xC0FFEE01L,
                                        List.of(Transform.encr(EncryptionAlgorithm.TRIPLE_DES_CBC, 0))))),
                        "02000028 01030403 c0ffee01 0300000c 01000014 800e0100 03000008 04000013 00000008 05000000"
                                + "00000014 02030401 c0ffee01 00000008 01000003"),
                Arguments.of(
                        new Payload.Sa(List.of(new Proposal(
                                1,
                                SecurityProtocol.IKE,
                                0x0102030405060708L,
                                List.of(Transform.ke(KeyExchangeGroup.MODP_2048))))),
                        "00000018 01010801 01020304 05060708 00000008 0400000e"),
                Arguments.of(new Payload.Ke(31, hex("aabbcc")), "001f0000 aabbcc"),
                Arguments.of(new Payload.Id(true, Identification.fqdn("a.example")), "02000000 612e6578616d706c65"),
                Arguments.of(
                        new Payload.Id(false, Identification.of(IpAddress.parse("192.0.2.1"))), "01000000 c0000201"),
                Arguments.of(
                        new Payload.Id(false, Identification.of(IpAddress.parse("2001:db8::1"))),
                        "05000000 20010db8 00000000 00000000 00000001"),
                Arguments.of(new Payload.Cert(4, hex("3082")), "04 3082"),
                Arguments.of(new Payload.CertReq(4, new byte[0]), "04"),
                Arguments.of(new Payload.Auth(2, hex("0102")), "02000000 0102"),
                Arguments.of(new Payload.Nonce(new byte[16]), "00000000 00000000 00000000 00000000"),
                Arguments.of(Payload.Notify.of(NotifyType.INVALID_KE_PAYLOAD, hex("0013")), "00000011 0013"),
                Arguments.of(
                        new Payload.Notify(SecurityProtocol.ESP, 0xFFFFFFFEL, NotifyType.REKEY_SA, new byte[0]),
                        "03044009 fffffffe"),
                Arguments.of(
                        new Payload.Notify(SecurityProtocol.IKE, 0x1122334455667788L, 40000, hex("05")),
                        "01089c40 11223344 55667788 05"),
                Arguments.of(new Payload.Delete(SecurityProtocol.IKE, List.of()), "01000000"),
                Arguments.of(
                        new Payload.Delete(SecurityProtocol.AH, List.of(1L, 0xFFFFFFFFL)),
                        "02040002 00000001 ffffffff"),
                Arguments.of(new Payload.VendorId(hex("0a0b")), "0a0b"),
                Arguments.of(
                        new Payload.Ts(
                                true,
                                List.of(
                                        TrafficSelector.ofPrefix(IpAddress.parse("10.0.0.0"), 8)
                                                .withProtocol(6, 80, 443),
                                        TrafficSelector.ofHost(IpAddress.parse("2001:db8::9")))),
                        "02000000 07060010 005001bb 0a000000 0affffff"
                                + "08000028 0000ffff 20010db8000000000000000000000009 20010db8000000000000000000000009"),
                Arguments.of(
                        new Payload.Configuration(
                                1,
                                List.of(
                                        new Payload.Configuration.Attribute(1, new byte[0]),
                                        new Payload.Configuration.Attribute(3, hex("08080808")))),
                        "01000000 00010000 00030004 08080808"),
                Arguments.of(new Payload.Eap(hex("0101000501")), "01010005 01"),
                Arguments.of(new Payload.Unknown(200, false, hex("ff")), "ff"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void layout(Payload payload, String body) {
        byte[] datagram = MessageCodec.encode(informational(), List.of(payload));
        assertThat(datagram).isEqualTo(message(payload.type(), body));
        assertThat(Fixtures.payloads(decode(payload.type(), body)))
                .usingRecursiveComparison()
                .isEqualTo(List.of(payload));
    }

    @ParameterizedTest(name = "{2}: payload {0} of {1}")
    @CsvSource(delimiter = '|', textBlock = """
            33 |                                                          | BAD_SA
            33 | 00000007 010100                                          | BAD_SA
            33 | 00000008 01010000 00                                     | BAD_SA
            33 | 02000008 01010000                                         | BAD_SA
            33 | 01000008 01010000                                         | BAD_SA
            33 | 00000008 01010001                                         | BAD_SA
            33 | 00000010 01010000 00000008 0400000e                       | BAD_SA
            33 | 00000010 01010001 03000008 0400000e                       | BAD_SA
            33 | 00000018 01010002 00000008 0400000e 00000008 0400000f     | BAD_SA
            33 | 00000010 01010001 00000007 0400000e                       | BAD_SA
            33 | 00000010 01010001 00000009 0400000e                       | BAD_SA
            33 | 00000010 01030001 00000008 0400000e                       | BAD_SA
            33 | 00000014 01030401 00000000 00000008 0400000e              | BAD_SA
            33 | 00000014 01010401 00000001 00000008 0400000e              | BAD_SA
            33 | 00000013 01030401 00000001 00000008 040000                | BAD_SA
            33 | 00000012 01010001 0000000a 0400000e 800e                  | BAD_SA
            33 | 00000014 01010001 0000000c 0400000e 000e0001              | BAD_SA
            34 | 0013                                                      | BAD_KE
            34 | 00130000                                                  | BAD_KE
            35 | 020000                                                    | BAD_ID
            36 | 01000000 c00002                                           | BAD_ID
            36 | 05000000 c0000201                                         | BAD_ID
            37 |                                                           | BAD_PAYLOAD_LENGTH
            38 |                                                           | BAD_PAYLOAD_LENGTH
            39 | 0200                                                      | BAD_PAYLOAD_LENGTH
            40 | 000000000000000000000000000000                            | BAD_NONCE
            41 | 000000                                                    | BAD_NOTIFY
            41 | 03084009 0000000000000001                                 | BAD_NOTIFY
            41 | 03044009 000000                                           | BAD_NOTIFY
            41 | 00ff4009 000000                                           | BAD_NOTIFY
            42 | 010000                                                    | BAD_DELETE
            42 | 00000000                                                  | BAD_DELETE
            42 | 04040001 00000001                                         | BAD_DELETE
            42 | 01080001 0000000000000001                                 | BAD_DELETE
            42 | 03040002 00000001                                         | BAD_DELETE
            42 | 03040001 00000001 00                                      | BAD_DELETE
            42 | 03000001                                                  | BAD_DELETE
            42 | 0304ffff                                                  | TOO_MANY_SPIS
            44 | 010000                                                    | BAD_TS
            44 | 00000000                                                  | BAD_TS
            44 | 01000000 07000010 0000ffff 0a000000                       | BAD_TS
            44 | 01000000 07000014 0000ffff 0a000000 0a000000 00000000     | BAD_TS
            44 | 01000000 07000003                                         | BAD_TS
            44 | 01000000 07000010 0000ffff 0a000001 0a000000              | BAD_TS
            44 | 01000000 07110010 00020001 0a000000 0a000000              | BAD_TS
            45 | 01000000 07000010 0000ffff 0a000000 0a000000 00           | BAD_TS
            45 | 02000000 07000010 0000ffff 0a000000 0a000000              | BAD_TS
            45 | 81000000                                                  | TOO_MANY_SELECTORS
            47 | 0100                                                      | BAD_CONFIGURATION
            47 | 01000000 00010001                                         | BAD_CONFIGURATION
            47 | 01000000 000100                                           | BAD_CONFIGURATION
            48 | 010100                                                    | BAD_EAP
            48 | 01010006 01                                               | BAD_EAP
            """)
    void malformed(int type, String body, DecodeError reason) {
        assertThat(decode(type, body == null ? "" : body))
                .isInstanceOfSatisfying(
                        DecodeResult.UnprotectedError.class,
                        error -> assertThat(error.reason()).isEqualTo(reason));
    }

    @ParameterizedTest(name = "{2}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
            0a0b0c            | 40 | TRUNCATED_PAYLOAD
            00000003          | 43 | BAD_PAYLOAD_LENGTH
            00000005          | 43 | TRUNCATED_PAYLOAD
            00000004 00       | 43 | TRAILING_OCTETS
            2b000004          | 43 | TRUNCATED_PAYLOAD
            00                |  0 | TRAILING_OCTETS
            00800004          | 99 | UNKNOWN_CRITICAL_PAYLOAD
            00000004          | 46 | ENCRYPTED_PAYLOAD_UNEXPECTED
            00000004          | 53 | ENCRYPTED_PAYLOAD_UNEXPECTED
            """)
    void brokenChain(String chain, int firstType, DecodeError reason) {
        byte[] octets = hex(chain);
        byte[] datagram = ByteBuffer.allocate(IkeHeader.LENGTH + octets.length)
                .put(MessageCodec.encode(informational(), List.of()))
                .put(octets)
                .put(16, (byte) firstType)
                .putInt(24, IkeHeader.LENGTH + octets.length)
                .array();
        assertThat(MessageCodec.decode(datagram, header(datagram)))
                .isInstanceOfSatisfying(
                        DecodeResult.UnprotectedError.class,
                        error -> assertThat(error.reason()).isEqualTo(reason));
    }

    @Test
    void anUnknownCriticalPayloadIsNamedForTheAnswer() {
        byte[] datagram = MessageCodec.encode(informational(), List.of(new Payload.Unknown(213, true, new byte[2])));
        assertThat(MessageCodec.decode(datagram, header(datagram)))
                .isEqualTo(new DecodeResult.UnprotectedError(DecodeError.UNKNOWN_CRITICAL_PAYLOAD, 213));
    }

    @Test
    void theCriticalBitOfAKnownPayloadMeansNothing() {
        byte[] datagram = message(43, "01");
        datagram[29] = (byte) 0xFF;
        assertThat(Fixtures.payloads(MessageCodec.decode(datagram, header(datagram))))
                .hasSize(1);
    }

    @Test
    void proposalsThatCanNotBeAcceptedAreLeftOutAndTheOthersKeepTheirNumbers() {
        assertThat(proposals(
                        // 1: transform type 6, 2: protocol 5, 3: a cipher with an unknown attribute and one without
                        "02000018 01010002 03000008 0600000e 00000008 0400000e"
                                + "02000012 02050201 abcd 00000008 04000001"
                                + "0000002c 03010003 03000010 0100000c 800e0100 80630001 0300000c 0100000c 800e0080"
                                + "00000008 0400000e"))
                .containsExactly(new Proposal(
                        3,
                        SecurityProtocol.IKE,
                        0,
                        List.of(
                                Transform.encr(EncryptionAlgorithm.AES_CBC, 128),
                                Transform.ke(KeyExchangeGroup.MODP_2048))));
    }

    @Test
    void aProposalWhoseOnlyTransformOfATypeIsUnusableIsLeftOut() {
        // If the integrity transform alone were left out, the rest would read as "without integrity".
        assertThat(proposals("00000020 01030402 00000007 03000008 0100000b 0000000c 03000005 80990001"))
                .isEmpty();
        assertThat(proposals("00000014 01010001 0000000c 01000014 000e0000")).isEmpty();
        assertThat(proposals("00000018 01010001 00000010 01000014 800e0080 800e0100"))
                .isEmpty();
    }

    @Test
    void anUnknownTransformIdStays() {
        assertThat(proposals("00000010 01010001 00000008 04000fff"))
                .containsExactly(
                        new Proposal(1, SecurityProtocol.IKE, 0, List.of(new Transform(TransformType.KE, 4095, 0))));
    }

    @Test
    void selectorsOfUnknownTypesAreLeftOut() {
        Payload.Ts ts =
                (Payload.Ts) Fixtures.payloads(decode(44, "02000000 0a000006 abcd 07000010 0000ffff 0a000000 0a0000ff"))
                        .getFirst();
        assertThat(ts.selectors()).extracting(TrafficSelector::toString).containsExactly("10.0.0.0/24");
    }

    @Test
    void withoutAnSpiANotificationsProtocolIsIgnored() {
        Payload.Notify notification =
                (Payload.Notify) Fixtures.payloads(decode(41, "63004004")).getFirst();
        assertThat(notification.protocol()).isEqualTo(SecurityProtocol.NONE);
        assertThat(notification.notifyType()).isEqualTo(NotifyType.NAT_DETECTION_SOURCE_IP);
    }

    @Test
    void opaquePortsAreASelector() {
        Payload.Ts ts = (Payload.Ts) Fixtures.payloads(decode(45, "01000000 07110010 ffff0000 0a000000 0a000000"))
                .getFirst();
        assertThat(ts.selectors().getFirst().isOpaque()).isTrue();
    }

    @Test
    void countsAreBounded() {
        assertThat(reason(decode(33, "02000008 01010000".repeat(64) + "00000008 01010000")))
                .isEqualTo(DecodeError.TOO_MANY_PROPOSALS);
        String full = "01" + "01" + "00" + "ff" + "03000008 0400000e".repeat(254) + "00000008 0400000e";
        assertThat(reason(decode(33, ("02000800" + full).repeat(4) + "00000800" + full)))
                .isEqualTo(DecodeError.TOO_MANY_TRANSFORMS);
        assertThat(reason(decode(33, "00000034 01010001 0000002c 0100000c" + "80630000".repeat(9))))
                .isEqualTo(DecodeError.TOO_MANY_ATTRIBUTES);
        assertThat(reason(decode(47, "01000000" + "00010000".repeat(129)))).isEqualTo(DecodeError.TOO_MANY_ATTRIBUTES);
        Payload vendor = new Payload.VendorId(new byte[0]);
        assertThat(payloadCount(128, vendor)).isInstanceOf(DecodeResult.Ok.class);
        assertThat(reason(payloadCount(129, vendor))).isEqualTo(DecodeError.TOO_MANY_PAYLOADS);
    }

    @Test
    void whatHasNoEncodingIsTheCallersBug() {
        for (Payload payload : List.of(
                new Payload.Sa(List.of()),
                new Payload.Sa(List.of(new Proposal(1, SecurityProtocol.ESP, 0, List.of()))),
                new Payload.Ts(true, List.of()),
                new Payload.VendorId(new byte[65_532]),
                new Payload.Delete(SecurityProtocol.NONE, List.of()),
                new Payload.Delete(SecurityProtocol.IKE, List.of(1L)),
                new Payload.Notify(SecurityProtocol.NONE, 1, 7, new byte[0]),
                new Payload.Notify(SecurityProtocol.ESP, 1L << 32, 7, new byte[0]),
                new Payload.Ke(65_536, new byte[1]))) {
            assertThatThrownBy(() -> MessageCodec.encode(informational(), List.of(payload)))
                    .as("%s", payload)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static DecodeResult payloadCount(int count, Payload payload) {
        byte[] datagram = MessageCodec.encode(
                informational(), Stream.generate(() -> payload).limit(count).toList());
        return MessageCodec.decode(datagram, header(datagram));
    }

    private static DecodeError reason(DecodeResult result) {
        return ((DecodeResult.UnprotectedError) result).reason();
    }

    private static List<Proposal> proposals(String body) {
        return ((Payload.Sa) Fixtures.payloads(decode(33, body)).getFirst()).proposals();
    }

    private static DecodeResult decode(int type, String body) {
        byte[] datagram = message(type, body);
        return MessageCodec.decode(datagram, header(datagram));
    }

    private static IkeHeader informational() {
        return IkeHeader.of(1, 2, ExchangeType.INFORMATIONAL, true, false, 0);
    }

    /** An INFORMATIONAL message with one payload. */
    private static byte[] message(int type, String body) {
        byte[] octets = hex(body);
        return ByteBuffer.allocate(IkeHeader.LENGTH + 4 + octets.length)
                .putLong(1)
                .putLong(2)
                .put((byte) type)
                .put((byte) 0x20)
                .put((byte) 37)
                .put((byte) 0x08)
                .putInt(0)
                .putInt(IkeHeader.LENGTH + 4 + octets.length)
                .putShort((short) 0)
                .putShort((short) (4 + octets.length))
                .put(octets)
                .array();
    }
}
