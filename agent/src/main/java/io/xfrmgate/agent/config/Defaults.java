package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
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

/** What holds where the file says nothing: StarOS's defaults. */
final class Defaults {
    static final EncryptionChoice ENCRYPTION = new EncryptionChoice(EncryptionAlgorithm.AES_CBC, 128);
    static final IntegrityAlgorithm HMAC = IntegrityAlgorithm.HMAC_SHA1_96;
    static final KeyExchangeGroup IKE_GROUP = KeyExchangeGroup.MODP_1024;
    static final PrfAlgorithm PRF = PrfAlgorithm.HMAC_SHA1;
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

    static List<KeyExchangeGroup> groups(IkeTransformSet set) {
        return valuesOr(set.groups(), IKE_GROUP);
    }

    static List<KeyExchangeGroup> groups(IpsecTransformSet set) {
        return valuesOr(set.groups(), KeyExchangeGroup.NONE);
    }

    /** Those for algorithms that are no combined mode. */
    static List<IntegrityAlgorithm> hmacs(List<Located<IntegrityAlgorithm>> hmacs) {
        return valuesOr(hmacs, HMAC);
    }

    static List<PrfAlgorithm> prfs(IkeTransformSet set) {
        return valuesOr(set.prfs(), PRF);
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
