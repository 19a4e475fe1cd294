package io.xfrmgate.ike.proposal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Agreement on one proposal (RFC 7296 sections 2.7 and 3.3). Pure functions.
 *
 * <p>Two proposals agree if they have a transform in common for each type that their protocol knows. A missing type means
 * the same as its "none": no integrity transform, no key exchange, no extended sequence numbers. A combined-mode cipher
 * goes with no integrity transform, any other cipher only with one (RFC 5282 section 8, RFC 8221 section 4); IKE itself
 * takes neither NULL nor GMAC, which do not encrypt, and always has a key exchange.
 */
public final class ProposalSelector {
    private ProposalSelector() {}

    /**
     * What the exchange adds to the rules.
     *
     * @param ignoreKe key exchange transforms of both sides are passed over and left out, as for the Child SA of IKE_AUTH
     *     (section 1.2)
     * @param preferredGroup group of the KE payload that came: taken wherever a pair of proposals allows it, as that saves
     *     a round trip; 0 for none
     */
    public record Options(boolean ignoreKe, int preferredGroup) {
        /** An exchange without a KE payload whose proposals may name groups. */
        public static final Options NONE = new Options(false, 0);

        /** The Child SA of IKE_AUTH. */
        public static final Options WITHOUT_KE = new Options(true, 0);

        /** An exchange with a KE payload of this group. */
        public static Options preferring(int group) {
            return new Options(false, group);
        }
    }

    /**
     * The responder's choice: our preference goes before the peer's.
     *
     * @param offered the peer's proposals
     * @param configured ours, the preferred first, and so the transforms within each type
     * @return the offered proposal's number and SPI with one transform of each type that it has; empty for
     *     NO_PROPOSAL_CHOSEN
     */
    public static Optional<Proposal> choose(List<Proposal> offered, List<Proposal> configured, Options options) {
        for (Proposal ours : configured) {
            for (Proposal theirs : offered) {
                Optional<Proposal> chosen = agree(theirs, ours, options);
                if (chosen.isPresent()) {
                    return chosen;
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The initiator's check of the answer: one proposal, with the number and protocol of one that we offered, and of each
     * type one transform that this one has.
     *
     * @return the answer with the peer's SPI, in normal form: no "none" for integrity and key exchange, and for ESP and AH
     *     always an ESN transform; empty if it is not an answer to the offer
     */
    public static Optional<Proposal> verify(List<Proposal> answer, List<Proposal> offered) {
        if (answer.size() != 1) {
            return Optional.empty();
        }
        Proposal theirs = answer.getFirst();
        for (TransformType type : TransformType.values()) {
            if (theirs.ofType(type).size() > 1) {
                return Optional.empty();
            }
        }
        return offered.stream()
                .filter(p -> p.number() == theirs.number())
                .findFirst()
                .flatMap(ours -> suite(theirs, ours, Options.NONE))
                .map(suite -> new Proposal(theirs.number(), theirs.protocol(), theirs.spi(), normal(suite)));
    }

    private static Optional<Proposal> agree(Proposal offered, Proposal configured, Options options) {
        return suite(offered, configured, options).map(suite -> {
            List<Transform> chosen = new ArrayList<>(suite.values());
            chosen.removeIf(t -> !offered.has(t.type()) || (options.ignoreKe() && t.type() == TransformType.KE));
            return new Proposal(offered.number(), offered.protocol(), offered.spi(), chosen);
        });
    }

    /** One transform for each type of the protocol, "none" included; empty if the two have no suite in common. */
    private static Optional<Map<TransformType, Transform>> suite(
            Proposal offered, Proposal configured, Options options) {
        if (!ProposalPair.isOrderly(offered, configured)) {
            return Optional.empty();
        }
        ProposalPair pair = new ProposalPair(offered, configured, options.ignoreKe());
        Map<TransformType, Transform> suite = new EnumMap<>(TransformType.class);
        for (TransformType type : pair.types()) {
            List<Transform> common = pair.common(type, suite);
            if (common.isEmpty()) {
                return Optional.empty();
            }
            suite.put(type, preferred(type, common, options));
        }
        return Optional.of(suite);
    }

    private static Transform preferred(TransformType type, List<Transform> common, Options options) {
        if (type == TransformType.KE && options.preferredGroup() != 0) {
            for (Transform transform : common) {
                if (transform.id() == options.preferredGroup()) {
                    return transform;
                }
            }
        }
        return common.getFirst();
    }

    private static List<Transform> normal(Map<TransformType, Transform> suite) {
        return suite.values().stream()
                .filter(t -> t.type() == TransformType.ESN || !ProposalPair.isNone(t))
                .toList();
    }
}
