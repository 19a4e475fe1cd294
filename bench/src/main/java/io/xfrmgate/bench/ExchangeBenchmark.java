package io.xfrmgate.bench;

import io.xfrmgate.ike.crypto.IkeKeys;
import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.DecodeResult;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.FragmentAssembler;
import io.xfrmgate.ike.wire.HeaderResult;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.IkeHeaderCodec;
import io.xfrmgate.ike.wire.MessageCodec;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The parts of a handshake that are ours: messages, keys, the choice of a proposal, narrowing. Without the key exchange. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ExchangeBenchmark {
    private static final int NONCE = 32;

    private final StandardCryptoRegistry crypto = new StandardCryptoRegistry();
    private final SecureRandom random = new SecureRandom();
    private final byte[] nonce = new byte[NONCE];
    private final Proposal configured = proposal(1, KeyExchangeGroup.CURVE25519, 128);
    private final List<Proposal> offered = List.of(
            proposal(1, KeyExchangeGroup.MODP_2048, 256),
            proposal(2, KeyExchangeGroup.ECP_256, 192),
            proposal(3, KeyExchangeGroup.CURVE25519, 128));
    private final IkeSuite suite = IkeSuite.of(configured).orElseThrow();
    private final IkeKeys keys = derive();
    private final List<Payload> init = List.of(
            new Payload.Sa(offered),
            new Payload.Ke(KeyExchangeGroup.CURVE25519.id(), new byte[NONCE]),
            new Payload.Nonce(new byte[NONCE]),
            Payload.Notify.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
    private final List<Payload> auth = List.of(
            new Payload.Id(true, Identification.fqdn("peer-1.example.org")),
            new Payload.Auth(2, new byte[NONCE]),
            new Payload.Sa(offered),
            new Payload.Ts(true, List.of(host(7))),
            new Payload.Ts(false, List.of(TrafficSelector.any(false))));
    private final byte[] initDatagram = MessageCodec.encode(header(ExchangeType.IKE_SA_INIT), init);
    private final byte[] authDatagram = MessageCodec.encodeProtected(
                    header(ExchangeType.IKE_AUTH), auth, keys.initiatorProtection(), random, 0)
            .getFirst();
    private final List<TrafficSelector> wide =
            List.of(TrafficSelector.ofPrefix(IpAddress.parse("10.0.0.0"), 8), TrafficSelector.any(true));
    private final List<TrafficSelector> asked = List.of(host(1), host(2), host(3));

    private static Proposal proposal(int number, KeyExchangeGroup group, int bits) {
        List<Transform> transforms = new ArrayList<>();
        transforms.add(Transform.encr(EncryptionAlgorithm.AES_CBC, bits));
        transforms.add(Transform.prf(PrfAlgorithm.HMAC_SHA2_256));
        transforms.add(Transform.integ(IntegrityAlgorithm.HMAC_SHA2_256_128));
        transforms.add(Transform.ke(group));
        return new Proposal(number, SecurityProtocol.IKE, 0, transforms);
    }

    private static TrafficSelector host(int number) {
        return TrafficSelector.ofHost(new IpAddress(0, 0x0A00_0000L + number, false));
    }

    private static IkeHeader header(int exchange) {
        return IkeHeader.of(0x1122334455667788L, 0x99AABBCCDDEEFF00L, exchange, true, false, 1);
    }

    private static IkeHeader read(byte[] datagram) {
        return ((HeaderResult.Ok) IkeHeaderCodec.read(datagram)).header();
    }

    private IkeKeys derive() {
        byte[] seed = KeySchedule.skeyseed(crypto.prf(PrfAlgorithm.HMAC_SHA2_256), nonce, nonce, nonce);
        return KeySchedule.derive(crypto, suite, seed, nonce, nonce, 1, 2);
    }

    @Benchmark
    public byte[] encodeInit() {
        return MessageCodec.encode(header(ExchangeType.IKE_SA_INIT), init);
    }

    @Benchmark
    public DecodeResult decodeInit() {
        return MessageCodec.decode(initDatagram, read(initDatagram));
    }

    @Benchmark
    public List<byte[]> sealAuth() {
        return MessageCodec.encodeProtected(header(ExchangeType.IKE_AUTH), auth, keys.initiatorProtection(), random, 0);
    }

    @Benchmark
    public DecodeResult openAuth() {
        byte[] datagram = authDatagram.clone(); // it is deciphered in place
        return MessageCodec.decodeProtected(
                datagram, read(datagram), keys.initiatorProtection(), new FragmentAssembler(false));
    }

    @Benchmark
    public IkeKeys keySchedule() {
        return derive();
    }

    @Benchmark
    public Optional<Proposal> chooseProposal() {
        return ProposalSelector.choose(offered, List.of(configured), ProposalSelector.Options.NONE);
    }

    @Benchmark
    public List<TrafficSelector> narrow() {
        return SelectorNarrowing.narrow(asked, wide);
    }
}
