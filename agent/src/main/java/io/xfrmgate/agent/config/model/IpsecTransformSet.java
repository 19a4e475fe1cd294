package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import java.util.List;
import java.util.Optional;

/** {@code ipsec transform-set}. Lists are in order of preference; an empty one is the default. */
public record IpsecTransformSet(
        Located<String> name,
        List<Located<EncryptionChoice>> encryption,
        List<Located<KeyExchangeGroup>> groups,
        List<Located<IntegrityAlgorithm>> hmacs,
        Optional<Located<IpsecMode>> mode,
        Esn esn) {
    public IpsecTransformSet {
        encryption = List.copyOf(encryption);
        groups = List.copyOf(groups);
        hmacs = List.copyOf(hmacs);
    }

    /** Extended sequence numbers (RFC 4304). */
    public enum Esn {
        OFF,
        REQUIRED,
        /** Preferred, but not insisted on. */
        OPTIONAL
    }
}
