package io.xfrmgate.ike.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ProposalComparisonTest {

    @Test
    void theClosestPairAndWhatDiffersAreNamed() {
        assertThat(explain(
                        "IKE:3des-cbc/md5-96/prf-md5/group-1 IKE:aes-cbc-128/sha1-96/prf-sha1/group-2",
                        "IKE:aes-cbc-128/sha1-96/prf-sha1/group-14/group-19"))
                .isEqualTo(
                        "closest: offered #2 and configured #1 differ in group: offered group-2, configured group-14 or"
                                + " group-19; offered: IKE:aes-cbc-128/sha1-96/prf-sha1/group-2; configured:"
                                + " IKE:aes-cbc-128/sha1-96/prf-sha1/group-14/group-19");
    }

    @Test
    void severalDifferencesAreAllNamed() {
        assertThat(explain("ESP:aes-cbc-128/sha1-96/no-esn", "ESP:aes-cbc-256/sha2-256-128/esn"))
                .startsWith(
                        "closest: offered #1 and configured #1 differ in encryption and integrity and extended sequence"
                                + " numbers: offered aes-cbc-128, configured aes-cbc-256; offered sha1-96, configured"
                                + " sha2-256-128; offered no-esn, configured esn; ");
    }

    @Test
    void aMissingGroupIsNamedNone() {
        assertThat(explain("ESP:aes-cbc-128/sha1-96", "ESP:aes-cbc-128/sha1-96/group-14"))
                .contains("differ in group: offered group-none, configured group-14;");
    }

    @Test
    void aCipherWithTheWrongKindOfIntegrityIsTold() {
        assertThat(explain("ESP:aes-128-gcm-128/sha1-96", "ESP:aes-128-gcm-128/sha1-96"))
                .contains("differ in integrity: aes-128-gcm-128 goes with none: offered sha1-96, configured sha1-96;");
        assertThat(explain("ESP:aes-cbc-128", "ESP:aes-cbc-128/sha1-96"))
                .contains("differ in integrity: aes-cbc-128 needs one: offered none, configured sha1-96;");
    }

    @Test
    void otherProtocolsAndStrangeTransformsAreTold() {
        assertThat(explain("AH:sha1-96", "ESP:aes-cbc-128/sha1-96"))
                .startsWith("offered #1 and configured #1 are for different protocols: AH and ESP;");
        assertThat(explain("ESP:aes-cbc-128/prf-sha1", "ESP:aes-cbc-128/sha1-96"))
                .startsWith("offered #1 and configured #1 can not agree: one has a transform that ESP has no use for;");
        assertThat(ProposalComparison.of(List.of(), Proposals.list("AH:sha1-96"))
                        .text())
                .isEqualTo("the peer offered no proposal of a kind that is known here");
        assertThat(ProposalComparison.of(Proposals.list("AH:sha1-96"), List.of())
                        .text())
                .isEqualTo("no proposal is configured; offered: AH:sha1-96");
    }

    @Test
    void longListsAreCut() {
        String all = "IKE:aes-cbc-128/aes-cbc-192/aes-cbc-256/aes-ctr-128/aes-ctr-192/aes-ctr-256/3des-cbc/des-cbc"
                + "/sha1-96/sha2-256-128/prf-sha1/prf-sha2-256/group-1/group-2/group-5/group-14/group-15/group-16/group-17";
        assertThat(explain(all, "IKE:aes-128-gcm-128/prf-sha1/group-14"))
                .contains("aes-cbc-128 or aes-cbc-192 or aes-cbc-256 or aes-ctr-128 or aes-ctr-192 or 3 more")
                .contains("...");
    }

    /** Offers and configurations of few algorithms, so that many differ in one thing only. */
    private static final Gen<Proposal> ESP_PROPOSALS = random -> {
        List<Transform> transforms = new ArrayList<>();
        some(random, transforms, "aes-cbc-128", "aes-cbc-256", "aes-128-gcm-128");
        some(random, transforms, "sha1-96", "sha2-256-128");
        some(random, transforms, "group-14", "group-19");
        some(random, transforms, "no-esn", "esn");
        return new Proposal(1, SecurityProtocol.ESP, 1, transforms);
    };

    private static void some(SplittableRandom random, List<Transform> transforms, String... names) {
        for (String name : names) {
            if (random.nextInt(3) == 0) {
                transforms.addAll(Proposals.of(1, "ESP:" + name).transforms());
            }
        }
    }

    private record Case(List<Proposal> offered, List<Proposal> configured) {}

    private static final Gen<Case> CASES = random -> new Case(
            numbered(ESP_PROPOSALS.list(1, 6).next(random)),
            ESP_PROPOSALS.list(1, 6).next(random));

    private static List<Proposal> numbered(List<Proposal> proposals) {
        return IntStream.range(0, proposals.size())
                .mapToObj(i -> proposals.get(i).with(i + 1, 1))
                .toList();
    }

    @Test
    void noPairIsCloserThanTheClosest() {
        ForAll.forAll(21, 5_000, CASES, c -> {
            ProposalComparison comparison = ProposalComparison.of(c.offered(), c.configured());
            int nearest = c.offered().stream()
                    .flatMapToInt(theirs -> c.configured().stream().mapToInt(ours -> differences(theirs, ours)))
                    .min()
                    .orElseThrow();
            ProposalComparison.Pair closest = comparison.closest().orElseThrow();
            assertThat(closest.differences()).hasSize(nearest);
            assertThat(comparison.pairs())
                    .extracting(pair -> pair.differences().size())
                    .isSorted();
            assertThat(comparison.pairs().size() + comparison.omitted())
                    .isEqualTo(c.offered().size() * c.configured().size());
        });
    }

    /** Compares the two alone: the pair's own count, which the next test proves to be right. */
    private static int differences(Proposal offered, Proposal configured) {
        return ProposalComparison.of(List.of(offered), List.of(configured))
                .closest()
                .orElseThrow()
                .differences()
                .size();
    }

    @Test
    void mendingWhatDiffersMakesTheTwoAgreeAndMendingLessDoesNot() {
        int[] mended = {0};
        ForAll.forAll(22, 20_000, CASES, c -> {
            Proposal ours = c.configured().getFirst();
            Proposal theirs = c.offered().getFirst();
            if (ProposalSelector.choose(List.of(ours.with(1, 1)), List.of(ours), ProposalSelector.Options.NONE)
                    .isEmpty()) {
                return; // itself no proposal that anybody could take
            }
            Set<TransformType> types =
                    ProposalComparison.of(List.of(theirs), List.of(ours)).closest().orElseThrow().differences().stream()
                            .map(difference -> TYPES.get(difference.what()))
                            .collect(Collectors.toSet());
            if (types.size() == 1) {
                mended[0]++;
                assertThat(agree(theirs, ours)).isFalse();
                assertThat(agree(mended(theirs, ours, types), ours)).isTrue();
            }
            assertThat(types.isEmpty()).isEqualTo(agree(theirs, ours));
        });
        assertThat(mended[0]).as("cases with a single difference").isGreaterThan(500);
    }

    private static final Map<String, TransformType> TYPES = Map.of(
            "encryption", TransformType.ENCR,
            "integrity", TransformType.INTEG,
            "group", TransformType.KE,
            "extended sequence numbers", TransformType.ESN);

    private static boolean agree(Proposal theirs, Proposal ours) {
        return ProposalSelector.choose(List.of(theirs), List.of(ours), ProposalSelector.Options.NONE)
                .isPresent();
    }

    /** The offer with our transforms of these types; a cipher is put right together with the integrity that it needs. */
    private static Proposal mended(Proposal theirs, Proposal ours, Set<TransformType> types) {
        List<Transform> transforms = new ArrayList<>(theirs.transforms());
        transforms.removeIf(t -> types.contains(t.type()));
        ours.transforms().stream().filter(t -> types.contains(t.type())).forEach(transforms::add);
        return new Proposal(theirs.number(), theirs.protocol(), theirs.spi(), transforms);
    }

    @Test
    void whatIsKeptIsBoundedWhateverIsOffered() {
        List<Proposal> many = numbered(java.util.Collections.nCopies(
                64, Proposals.of(1, "ESP:aes-cbc-128/aes-cbc-192/aes-cbc-256/3des-cbc/sha1-96/group-1/group-2")));
        ProposalComparison comparison = ProposalComparison.of(
                many, many.stream().map(p -> p.with(1, 0)).toList().subList(0, 8));
        assertThat(comparison.pairs()).hasSize(16);
        assertThat(comparison.omitted()).isEqualTo(64 * 8 - 16);
    }

    private static String explain(String offered, String configured) {
        return ProposalComparison.of(Proposals.list(offered), Proposals.list(configured))
                .text();
    }
}
