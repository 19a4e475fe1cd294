package io.xfrmgate.ike.proposal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why no proposal was chosen, for the operator: every offered proposal against every configured one, and what stands
 * between the two that come closest. Bounded in memory whatever a peer offers.
 *
 * @param pairs the closest first, those equally far apart in our order of preference; at most {@value #MAX_PAIRS}
 * @param omitted pairs that are left out
 * @param text the closest pair in one line of fewer than 600 characters
 */
public record ProposalComparison(List<Pair> pairs, int omitted, String text) {
    /** Characters of the whole sentence: it goes to the log and into the list of failures. */
    static final int MAX_LENGTH = 600;

    static final int MAX_PAIRS = 16;

    /** Names listed for one type; an offer may have dozens. */
    private static final int MAX_NAMES = 5;

    private static final int MAX_PROPOSAL_TEXT = 120;

    public ProposalComparison {
        pairs = List.copyOf(pairs);
    }

    /**
     * One offered and one configured proposal.
     *
     * @param offeredNumber as the peer numbered it
     * @param offered what was offered, cut where long
     * @param configuredNumber 1 for our first
     * @param configured what is configured, cut where long
     * @param differences none if the two agree
     */
    public record Pair(
            int offeredNumber, String offered, int configuredNumber, String configured, List<Difference> differences) {
        public Pair {
            differences = List.copyOf(differences);
        }

        private int distance() {
            return differences.stream().mapToInt(d -> d.kind().weight).sum();
        }

        private String text() {
            String pair = "offered #" + offeredNumber + " and configured #" + configuredNumber;
            String both = "; offered: " + offered + "; configured: " + configured;
            if (differences.isEmpty()) {
                return pair + " agree" + both;
            }
            return switch (differences.getFirst().kind()) {
                case PROTOCOL ->
                    pair + " are for different protocols: "
                            + differences.getFirst().detail() + both;
                case STRANGE ->
                    pair + " can not agree: " + differences.getFirst().detail() + both;
                case TRANSFORM ->
                    "closest: " + pair + " differ in " + joined(Difference::what, " and ") + ": "
                            + joined(Difference::detail, "; ") + both;
            };
        }

        private String joined(java.util.function.Function<Difference, String> part, String between) {
            return differences.stream().map(part).collect(Collectors.joining(between));
        }
    }

    /** How two proposals differ. */
    public enum Kind {
        /** No transform of a type in common. */
        TRANSFORM(1),
        /** A transform of a type that the protocol has no use for (RFC 7296 section 3.3.6). */
        STRANGE(50),
        /** One is for ESP and the other for AH, for example. */
        PROTOCOL(100);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }
    }

    /**
     * One thing in which two proposals differ.
     *
     * @param what "encryption", "PRF", "integrity", "group", "extended sequence numbers", "protocol", "transforms"
     * @param detail what either has, in words
     */
    public record Difference(Kind kind, String what, String detail) {}

    /**
     * Compares for an exchange in which key exchange groups count.
     *
     * @see #of(List, List, ProposalSelector.Options)
     */
    public static ProposalComparison of(List<Proposal> offered, List<Proposal> configured) {
        return of(offered, configured, ProposalSelector.Options.NONE);
    }

    /** Compares what {@link ProposalSelector#choose} refused. */
    public static ProposalComparison of(
            List<Proposal> offered, List<Proposal> configured, ProposalSelector.Options options) {
        if (offered.isEmpty()) {
            return new ProposalComparison(List.of(), 0, "the peer offered no proposal of a kind that is known here");
        }
        if (configured.isEmpty()) {
            return new ProposalComparison(
                    List.of(), 0, "no proposal is configured; offered: " + shortened(offered.getFirst()));
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < configured.size(); i++) {
            for (Proposal theirs : offered) {
                pairs.add(compare(theirs, configured.get(i), i + 1, options));
            }
        }
        pairs.sort(Comparator.comparingInt(Pair::distance));
        String text = pairs.getFirst().text();
        int kept = Math.min(pairs.size(), MAX_PAIRS);
        return new ProposalComparison(
                pairs.subList(0, kept),
                pairs.size() - kept,
                text.length() < MAX_LENGTH ? text : text.substring(0, MAX_LENGTH - 4) + "...");
    }

    /** The pair that differs least; empty if one side has nothing to compare. */
    public Optional<Pair> closest() {
        return pairs.stream().findFirst();
    }

    private static Pair compare(Proposal offered, Proposal configured, int position, ProposalSelector.Options options) {
        return new Pair(
                offered.number(),
                shortened(offered),
                position,
                shortened(configured),
                differences(offered, configured, options));
    }

    private static List<Difference> differences(
            Proposal offered, Proposal configured, ProposalSelector.Options options) {
        if (offered.protocol() != configured.protocol()) {
            return List.of(
                    new Difference(Kind.PROTOCOL, "protocol", offered.protocol() + " and " + configured.protocol()));
        }
        if (!ProposalPair.isOrderly(offered, configured)) {
            return List.of(new Difference(
                    Kind.STRANGE, "transforms", "one has a transform that " + offered.protocol() + " has no use for"));
        }
        return transformDifferences(new ProposalPair(offered, configured, options.ignoreKe()), offered, configured);
    }

    private static List<Difference> transformDifferences(ProposalPair pair, Proposal offered, Proposal configured) {
        List<Difference> differences = new ArrayList<>();
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
            if (type == TransformType.ENCR) {
                ours = usable(ours, configured);
            }
            Optional<Transform> same = ours.stream().filter(theirs::contains).findFirst();
            if (type == TransformType.ENCR && same.isPresent()) {
                // The cipher is the same; it is the integrity transform that does not go with it.
                differences.add(difference(TransformType.INTEG, integrityNeeded(same.get(), offered, configured)));
                integrityTold = true;
            } else if (type != TransformType.INTEG || !integrityTold) {
                differences.add(difference(type, "offered " + list(theirs) + ", configured " + list(ours)));
            }
        }
        return differences;
    }

    /** Those of our ciphers that have their kind of integrity in our own proposal; all if none has. */
    private static List<Transform> usable(List<Transform> ciphers, Proposal configured) {
        List<Transform> integrity = ProposalPair.candidates(configured, TransformType.INTEG);
        List<Transform> usable = ciphers.stream()
                .filter(cipher -> integrity.stream().anyMatch(t -> ProposalPair.isNone(t) == isAead(cipher)))
                .toList();
        return usable.isEmpty() ? ciphers : usable;
    }

    private static boolean isAead(Transform cipher) {
        return EncryptionAlgorithm.of(cipher.id())
                .map(EncryptionAlgorithm::isAead)
                .orElse(false);
    }

    private static Difference difference(TransformType type, String detail) {
        return new Difference(Kind.TRANSFORM, name(type), detail);
    }

    private static String integrityNeeded(Transform cipher, Proposal offered, Proposal configured) {
        return cipher + (isAead(cipher) ? " goes with none" : " needs one") + ": offered "
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
