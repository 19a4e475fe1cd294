package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.model.Profile;
import io.xfrmgate.agent.config.model.TunnelPolicy;
import io.xfrmgate.agent.config.model.TunnelSettings;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.List;
import java.util.Optional;

/** What holds where the file says nothing: StarOS's defaults, but for algorithms that the profile does not allow. */
final class Defaults {
    static final EncryptionChoice ENCRYPTION = new EncryptionChoice(EncryptionAlgorithm.AES_CBC, 128);
    /** Defaults of a profile. */
    record Suite(IntegrityAlgorithm hmac, KeyExchangeGroup ikeGroup, PrfAlgorithm prf) {
        List<KeyExchangeGroup> groups(IkeTransformSet set) {
            return valuesOr(set.groups(), ikeGroup);
        }

        /** Those for algorithms that are no combined mode. */
        List<IntegrityAlgorithm> hmacs(List<Located<IntegrityAlgorithm>> hmacs) {
            return valuesOr(hmacs, hmac);
        }

        List<PrfAlgorithm> prfs(IkeTransformSet set) {
            return valuesOr(set.prfs(), prf);
        }
    }

    private static final Suite STAROS =
            new Suite(IntegrityAlgorithm.HMAC_SHA1_96, KeyExchangeGroup.MODP_1024, PrfAlgorithm.HMAC_SHA1);
    private static final Suite NDS =
            new Suite(IntegrityAlgorithm.HMAC_SHA2_256_128, KeyExchangeGroup.MODP_2048, PrfAlgorithm.HMAC_SHA2_256);

    static final long LIFETIME_SECONDS = 86_400;
    static final int RETRANSMISSION_MILLIS = 500;
    static final int MAX_RETRANSMISSIONS = 5;
    static final int SETUP_SECONDS = 16;
    static final int KEEPALIVE_INTERVAL_SECONDS = 10;
    static final int KEEPALIVE_TIMEOUT_SECONDS = 2;
    static final int KEEPALIVE_RETRIES = 3;
    static final int MAX_CHILD_SAS = 2;
    static final TunnelPolicy.OverloadAction OVERLOAD = TunnelPolicy.OverloadAction.TERMINATE;
    static final int MAXIMUM_TSR = 4;

    /** What a map or template offers that names none. */
    static final IkeTransformSet IKE_SET = new IkeTransformSet(
            new Located<>("default", Position.START), List.of(), List.of(), List.of(), List.of(), Optional.empty());

    private Defaults() {}

    static List<EncryptionChoice> encryption(IkeTransformSet set) {
        return valuesOr(set.encryption(), ENCRYPTION);
    }

    static List<EncryptionChoice> encryption(IpsecTransformSet set) {
        return valuesOr(set.encryption(), ENCRYPTION);
    }

    static Suite suite(Profile profile) {
        return switch (profile) {
            case NDS -> NDS;
            case STAROS -> STAROS;
        };
    }

    static List<KeyExchangeGroup> groups(IpsecTransformSet set) {
        return valuesOr(set.groups(), KeyExchangeGroup.NONE);
    }

    static IpsecMode mode(IpsecTransformSet set) {
        return set.mode().map(Located::value).orElse(IpsecMode.TUNNEL);
    }

    static long orElse(Optional<Located<Long>> number, long otherwise) {
        return number.map(Located::value).orElse(otherwise);
    }

    static int retransmissionMillis(TunnelSettings settings) {
        return (int) orElse(settings.ike().retransmissionMillis(), RETRANSMISSION_MILLIS);
    }

    static int maxRetransmissions(TunnelSettings settings) {
        return (int) orElse(settings.ike().maxRetransmissions(), MAX_RETRANSMISSIONS);
    }

    private static <V> List<V> valuesOr(List<Located<V>> located, V otherwise) {
        return located.isEmpty()
                ? List.of(otherwise)
                : located.stream().map(Located::value).toList();
    }
}
