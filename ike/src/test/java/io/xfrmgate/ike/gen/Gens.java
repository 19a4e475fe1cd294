package io.xfrmgate.ike.gen;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.Identification;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Generators of the protocol's values, as they may stand in well-formed messages. */
public final class Gens {
    private Gens() {}

    public static final Gen<IpAddress> ADDRESSES = random -> random.nextBoolean()
            ? new IpAddress(0, random.nextLong() & 0xFFFF_FFFFL, false)
            : new IpAddress(random.nextLong(), random.nextLong(), true);

    /** Selectors of a small world, in which two of them often meet. */
    public static final Gen<TrafficSelector> SELECTORS = Gens::selector;

    public static final Gen<Transform> CIPHERS =
            Gen.of(EncryptionAlgorithm.values()).map(a -> Transform.encr(a, 128));
    public static final Gen<Transform> PRFS = Gen.of(PrfAlgorithm.values()).map(Transform::prf);
    public static final Gen<Transform> INTEGRITIES =
            Gen.of(IntegrityAlgorithm.values()).map(Transform::integ);
    public static final Gen<Transform> GROUPS =
            Gen.of(KeyExchangeGroup.values()).map(Transform::ke);
    public static final Gen<Transform> ESNS = Gen.booleans().map(Transform::esn);

    /** Proposals with any mixture of the known algorithms. */
    public static final Gen<Proposal> PROPOSALS = Gens::proposal;

    public static final Gen<IkeHeader> INFORMATIONAL_HEADERS = random -> IkeHeader.of(
            random.nextLong(),
            random.nextLong(),
            ExchangeType.INFORMATIONAL,
            random.nextBoolean(),
            random.nextBoolean(),
            random.nextInt());

    public static final Gen<Payload> PAYLOADS = Gen.oneOf(
            PROPOSALS.list(1, 4).map(Payload.Sa::new),
            random -> new Payload.Ke(random.nextInt(65536), Gen.bytes(1, 600).next(random)),
            random -> new Payload.Id(random.nextBoolean(), identification(random)),
            random -> new Payload.Cert(random.nextInt(256), Gen.bytes(0, 1500).next(random)),
            random -> new Payload.CertReq(random.nextInt(256), Gen.bytes(0, 60).next(random)),
            random -> new Payload.Auth(random.nextInt(256), Gen.bytes(0, 256).next(random)),
            Gen.bytes(16, 256).map(Payload.Nonce::new),
            Gens::notification,
            Gens::delete,
            Gen.bytes(0, 40).map(Payload.VendorId::new),
            random -> new Payload.Ts(random.nextBoolean(), SELECTORS.list(1, 6).next(random)),
            Gens::configuration,
            Gens::eap,
            random -> new Payload.Unknown(
                    random.nextInt(128, 256), false, Gen.bytes(0, 30).next(random)));

    private static TrafficSelector selector(SplittableRandom random) {
        boolean v6 = random.nextInt(3) == 0;
        long first = random.nextLong(16);
        long last = random.nextLong(first, 17);
        IpAddress base = IpAddress.parse(v6 ? "2001:db8::" : "10.0.0.0");
        IpAddress start = new IpAddress(base.high(), base.low() + first, v6);
        IpAddress end = new IpAddress(base.high(), base.low() + last, v6);
        TrafficSelector any = new TrafficSelector(0, 0, 0xFFFF, start, end);
        int protocol = Gen.of(0, 6, 17, 132).next(random);
        return switch (random.nextInt(4)) {
            case 0 -> any;
            case 1 -> any.withProtocol(protocol, 0, 0xFFFF);
            case 2 -> any.withProtocol(protocol, 0xFFFF, 0);
            default -> {
                int port = random.nextInt(10);
                yield any.withProtocol(protocol, port, random.nextInt(port, 11));
            }
        };
    }

    private static Proposal proposal(SplittableRandom random) {
        SecurityProtocol protocol = Gen.of(SecurityProtocol.IKE, SecurityProtocol.ESP, SecurityProtocol.AH)
                .next(random);
        List<Transform> transforms = new ArrayList<>();
        if (protocol != SecurityProtocol.AH) {
            transforms.addAll(CIPHERS.list(1, 4).next(random));
        }
        if (protocol == SecurityProtocol.IKE) {
            transforms.addAll(PRFS.list(1, 4).next(random));
        } else {
            transforms.addAll(ESNS.list(0, 2).next(random));
        }
        transforms.addAll(INTEGRITIES.list(0, 4).next(random));
        transforms.addAll(GROUPS.list(0, 4).next(random));
        long spi = protocol == SecurityProtocol.IKE
                ? Gen.of(0L, random.nextLong()).next(random)
                : random.nextLong(1, 1L << 32);
        return new Proposal(random.nextInt(1, 256), protocol, spi, transforms);
    }

    private static Identification identification(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> Identification.of(ADDRESSES.next(random));
            case 1 -> Identification.fqdn("host" + random.nextInt(1000) + ".example");
            case 2 -> Identification.rfc822("user" + random.nextInt(1000) + "@example");
            default -> Identification.keyId(Gen.bytes(0, 40).next(random));
        };
    }

    private static Payload notification(SplittableRandom random) {
        SecurityProtocol protocol = Gen.of(SecurityProtocol.values()).next(random);
        long spi = switch (protocol) {
            case NONE -> 0;
            case IKE -> random.nextLong();
            case AH, ESP -> random.nextLong(1L << 32);
        };
        return new Payload.Notify(
                protocol, spi, random.nextInt(65536), Gen.bytes(0, 64).next(random));
    }

    private static Payload delete(SplittableRandom random) {
        return random.nextBoolean()
                ? new Payload.Delete(SecurityProtocol.IKE, List.of())
                : new Payload.Delete(
                        Gen.of(SecurityProtocol.ESP, SecurityProtocol.AH).next(random),
                        Gen.longs().map(spi -> spi & 0xFFFF_FFFFL).list(0, 5).next(random));
    }

    private static Payload configuration(SplittableRandom random) {
        Gen<Payload.Configuration.Attribute> attributes = r -> new Payload.Configuration.Attribute(
                r.nextInt(0x8000), Gen.bytes(0, 17).next(r));
        return new Payload.Configuration(
                random.nextInt(1, 5), attributes.list(0, 5).next(random));
    }

    private static Payload eap(SplittableRandom random) {
        byte[] message = Gen.bytes(4, 100).next(random);
        message[2] = 0;
        message[3] = (byte) message.length;
        return new Payload.Eap(message);
    }
}
