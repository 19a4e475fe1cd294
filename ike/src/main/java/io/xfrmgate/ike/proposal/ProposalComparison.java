package io.xfrmgate.ike.proposal;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why no proposal was chosen, for the operator: in one line, the two that come closest and what stands between them. */
public final class ProposalComparison {
    /** Octets of the whole sentence: it goes to the log and into the list of failures. */
    static final int MAX_LENGTH = 600;

    /** Names listed for one type; an offer may have dozens. */
    private static final int MAX_NAMES = 5;

    private static final int MAX_PROPOSAL_TEXT = 120;

    private ProposalComparison() {}

    /** The comparison for an exchange in which key exchange groups count. */
    public static String explain(List<Proposal> offered, List<Proposal> configured) {
        return explain(offered, configured, ProposalSelector.Options.NONE);
    }

    /** The comparison, under 600 characters, for what {@link ProposalSelector#choose} refused. */
    public static String explain(List<Proposal> offered, List<Proposal> configured, ProposalSelector.Options options) {
        if (offered.isEmpty()) {
            return "the peer offered no proposal of a kind that is known here";
        }
        if (configured.isEmpty()) {
            return "no proposal is configured; offered: " + shortened(offered.getFirst());
        }
        Optional<Difference> closest = Optional.empty();
        for (int i = 0; i < configured.size(); i++) {
            for (Proposal theirs : offered) {
                Difference difference = compare(theirs, configured.get(i), i + 1, options);
                if (closest.isEmpty() || difference.weight() < closest.get().weight()) {
                    closest = Optional.of(difference);
                }
            }
        }
        String text = closest.orElseThrow().text();
        return text.length() < MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 4) + "...";
    }

    /** @param weight how far apart the two are; 0 if they agree */
    private record Difference(int weight, String text) {}

    private static Difference compare(
            Proposal offered, Proposal configured, int position, ProposalSelector.Options options) {
        String pair = "offered #" + offered.number() + " and configured #" + position;
        String both = "; offered: " + shortened(offered) + "; configured: " + shortened(configured);
        if (offered.protocol() != configured.protocol()) {
            return new Difference(
                    100,
                    pair + " are for different protocols: " + offered.protocol() + " and " + configured.protocol()
                            + both);
        }
        if (!ProposalPair.isOrderly(offered, configured)) {
            return new Difference(
                    50,
                    pair + " can not agree: one has a transform that " + offered.protocol() + " has no use for" + both);
        }
        List<String> names = new ArrayList<>();
        List<String> details = new ArrayList<>();
        findDifferences(new ProposalPair(offered, configured, options.ignoreKe()), offered, configured, names, details);
        if (names.isEmpty()) {
            return new Difference(0, pair + " agree" + both);
        }
        return new Difference(
                names.size(),
                "closest: " + pair + " differ in " + String.join(" and ", names) + ": " + String.join("; ", details)
                        + both);
    }

    private static void findDifferences(
            ProposalPair pair, Proposal offered, Proposal configured, List<String> names, List<String> details) {
        Map<TransformType, Transform> chosen = new EnumMap<>(TransformType.class);
        boolean integrityTold = false;
        for (TransformType type : pair.types()) {
            List<Transform> theirs = ProposalPair.candidates(offered, type);
            List<Transform> ours = ProposalPair.candidates(configured, type);
            List<Transform> common = pair.common(type, chosen);
            if (!common.isEmpty()) {
                chosen.put(type, common.getFirst());
                continue;
            }
            Optional<Transform> same = ours.stream().filter(theirs::contains).findFirst();
            if (type == TransformType.ENCR && same.isPresent()) {
                // The cipher is the same; it is the integrity transform that does not go with it.
                names.add(name(TransformType.INTEG));
                details.add(integrityNeeded(same.get(), offered, configured));
                integrityTold = true;
            } else if (type != TransformType.INTEG || !integrityTold) {
                names.add(name(type));
                details.add("offered " + list(theirs) + ", configured " + list(ours));
            }
        }
    }

    private static String integrityNeeded(Transform cipher, Proposal offered, Proposal configured) {
        boolean aead = EncryptionAlgorithm.of(cipher.id())
                .map(EncryptionAlgorithm::isAead)
                .orElse(false);
        return cipher + (aead ? " goes with none" : " needs one") + ": offered "
                + list(ProposalPair.candidates(offered, TransformType.INTEG)) + ", configured "
                + list(ProposalPair.candidates(configured, TransformType.INTEG));
    }

    private static String name(TransformType type) {
        return switch (type) {
            case ENCR -> "encryption";
            case PRF -> "PRF";
            case INTEG -> "integrity";
            case KE -> "group";
            case ESN -> "extended sequence numbers";
        };
    }

    private static String list(List<Transform> transforms) {
        if (transforms.isEmpty()) {
            return "nothing";
        }
        List<String> names =
                transforms.stream().map(Transform::toString).distinct().toList();
        String text = names.stream().limit(MAX_NAMES).collect(Collectors.joining(" or "));
        return names.size() > MAX_NAMES ? text + " or " + (names.size() - MAX_NAMES) + " more" : text;
    }

    private static String shortened(Proposal proposal) {
        String text = proposal.toString();
        return text.length() <= MAX_PROPOSAL_TEXT ? text : text.substring(0, MAX_PROPOSAL_TEXT - 3) + "...";
    }
}
