package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.List;
import java.util.Optional;

/** {@code ikev2-ikesa transform-set}. Lists are in order of preference; an empty one is the default. */
public record IkeTransformSet(
        Located<String> name,
        List<Located<EncryptionChoice>> encryption,
        List<Located<KeyExchangeGroup>> groups,
        List<Located<IntegrityAlgorithm>> hmacs,
        List<Located<PrfAlgorithm>> prfs,
        Optional<Located<Long>> lifetimeSeconds) {
    public IkeTransformSet {
        encryption = List.copyOf(encryption);
        groups = List.copyOf(groups);
        hmacs = List.copyOf(hmacs);
        prfs = List.copyOf(prfs);
    }
}
