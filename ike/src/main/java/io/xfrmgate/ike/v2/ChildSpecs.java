package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildLifetime;
import io.xfrmgate.ike.crypto.KeySchedule.ChildKeyPair;
import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.ike.dataplane.SaPath;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import java.util.Optional;

/** From what was negotiated to what the kernel is told. */
final class ChildSpecs {
    private ChildSpecs() {}

    /** The algorithms of a chosen ESP proposal; empty if one is not known here. */
    static Optional<ChildSuite> suite(Proposal chosen) {
        Optional<Transform> cipher = chosen.ofType(TransformType.ENCR).stream().findFirst();
        Optional<EncryptionAlgorithm> encryption = cipher.flatMap(t -> EncryptionAlgorithm.of(t.id()));
        Optional<IntegrityAlgorithm> integrity = chosen.ofType(TransformType.INTEG).stream()
                .findFirst()
                .map(t -> IntegrityAlgorithm.of(t.id()))
                .orElse(Optional.of(IntegrityAlgorithm.NONE));
        if (encryption.isEmpty() || integrity.isEmpty()) {
            return Optional.empty();
        }
        boolean esn = chosen.ofType(TransformType.ESN).stream().anyMatch(t -> t.id() == 1);
        int keyBits = encryption.get() == EncryptionAlgorithm.NULL
                ? 0
                : encryption.get().effectiveKeyBits(cipher.get().keyBits());
        return Optional.of(new ChildSuite(encryption.get(), keyBits, integrity.get(), esn));
    }

    /** Everything the kernel needs. The initiator of the exchange takes the first key pair for what it sends. */
    static ChildSaSpec spec(AgreedChild agreed, ChildKeyPair keys, boolean weInitiated, SaPath path, long jitter) {
        ChildKeys inbound = weInitiated ? keys.responderToInitiator() : keys.initiatorToResponder();
        ChildKeys outbound = weInitiated ? keys.initiatorToResponder() : keys.responderToInitiator();
        return new ChildSaSpec(
                agreed.inboundSpi(),
                agreed.outboundSpi(),
                agreed.suite(),
                inbound,
                outbound,
                agreed.mode(),
                path,
                agreed.reqid(),
                agreed.local(),
                agreed.remote(),
                agreed.config().options(),
                lifetime(agreed.config().lifetime(), jitter));
    }

    /** Soft limits where the rekey is to start, drawn forward by up to {@code jitterPermille} of the jitter configured. */
    private static Lifetime lifetime(ChildLifetime configured, long jitterPermille) {
        if (configured.bytes() == 0 && configured.packets() == 0) {
            return Lifetime.UNLIMITED;
        }
        return new Lifetime(
                soft(configured, configured.bytes(), jitterPermille),
                configured.bytes(),
                soft(configured, configured.packets(), jitterPermille),
                configured.packets());
    }

    private static long soft(ChildLifetime configured, long hard, long jitterPermille) {
        if (!configured.rekey() || hard == 0) {
            return 0;
        }
        double share = configured.rekeyPercent() / 100.0 - configured.jitterPercent() / 100.0 * jitterPermille / 1000.0;
        return Math.max(1, (long) (hard * share));
    }

    static ChildSaSpec withPath(ChildSaSpec spec, SaPath path) {
        return new ChildSaSpec(
                spec.inboundSpi(),
                spec.outboundSpi(),
                spec.suite(),
                spec.inboundKeys(),
                spec.outboundKeys(),
                spec.mode(),
                path,
                spec.reqid(),
                spec.localSelectors(),
                spec.remoteSelectors(),
                spec.options(),
                spec.lifetime());
    }
}
