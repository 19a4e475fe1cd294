package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.model.IkeTransformSet;
import io.xfrmgate.agent.config.model.IpsecTransformSet;
import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import io.xfrmgate.ike.proposal.Transform;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes IKE and ESP proposals of transform sets. Combined modes and others can not share a proposal (RFC 7296 section 3.3),
 * so that a list which mixes them gives several, in the order of the list.
 */
final class Proposals {
    private final List<Proposal> proposals = new ArrayList<>();
    private final SecurityProtocol protocol;
    private final Defaults.Suite defaults;

    private Proposals(SecurityProtocol protocol, Defaults.Suite defaults) {
        this.protocol = protocol;
        this.defaults = defaults;
    }

    static List<Proposal> ike(List<IkeTransformSet> sets, Defaults.Suite defaults) {
        Proposals result = new Proposals(SecurityProtocol.IKE, defaults);
        for (IkeTransformSet set : sets) {
            List<Transform> prfs =
                    defaults.prfs(set).stream().map(Transform::prf).toList();
            List<Transform> groups =
                    defaults.groups(set).stream().map(Transform::ke).toList();
            result.add(Defaults.encryption(set), set.hmacs(), prfs, groups);
        }
        return result.proposals;
    }

    static List<Proposal> esp(List<IpsecTransformSet> sets, Defaults.Suite defaults) {
        Proposals result = new Proposals(SecurityProtocol.ESP, defaults);
        for (IpsecTransformSet set : sets) {
            List<Transform> tail = new ArrayList<>();
            if (!Defaults.groups(set).equals(List.of(KeyExchangeGroup.NONE))) {
                Defaults.groups(set).forEach(group -> tail.add(Transform.ke(group)));
            }
            tail.addAll(
                    switch (set.esn()) {
                        case OFF -> List.of(Transform.esn(false));
                        case REQUIRED -> List.of(Transform.esn(true));
                        case OPTIONAL -> List.of(Transform.esn(true), Transform.esn(false));
                    });
            result.add(Defaults.encryption(set), set.hmacs(), List.of(), tail);
        }
        return result.proposals;
    }

    private void add(
            List<EncryptionChoice> encryption,
            List<Located<IntegrityAlgorithm>> hmacs,
            List<Transform> beforeIntegrity,
            List<Transform> afterIntegrity) {
        int from = 0;
        while (from < encryption.size()) {
            boolean aead = encryption.get(from).algorithm().isAead();
            List<Transform> transforms = new ArrayList<>();
            while (from < encryption.size() && encryption.get(from).algorithm().isAead() == aead) {
                EncryptionChoice choice = encryption.get(from++);
                transforms.add(Transform.encr(choice.algorithm(), choice.keyBits()));
            }
            transforms.addAll(beforeIntegrity);
            if (!aead) {
                defaults.hmacs(hmacs).stream()
                        .filter(hmac -> hmac != IntegrityAlgorithm.NONE)
                        .forEach(hmac -> transforms.add(Transform.integ(hmac)));
            }
            transforms.addAll(afterIntegrity);
            proposals.add(new Proposal(proposals.size() + 1, protocol, 0, transforms));
        }
    }
}
