package io.xfrmgate.ike.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.gen.ForAll;
import io.xfrmgate.ike.gen.Gen;
import io.xfrmgate.ike.gen.Gens;
import io.xfrmgate.ike.proposal.ProposalSelector.Options;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProposalSelectorTest {

    @ParameterizedTest(name = "{0} for {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        # offered                                                          | configured                                                    | chosen
        IKE:aes-cbc-128/sha1-96/prf-sha1/group-14                          | IKE:aes-cbc-128/sha1-96/prf-sha1/group-14                     | 1 IKE:aes-cbc-128/prf-sha1/sha1-96/group-14
        IKE:aes-cbc-128/aes-cbc-256/sha1-96/prf-sha1/group-14/group-19     | IKE:aes-cbc-256/aes-cbc-128/sha1-96/prf-sha1/group-19/group-14 | 1 IKE:aes-cbc-256/prf-sha1/sha1-96/group-19
        IKE:aes-cbc-128/sha1-96/prf-sha1/group-2 IKE:aes-cbc-256/sha1-96/prf-sha1/group-14 | IKE:aes-cbc-256/sha1-96/prf-sha1/group-14 IKE:aes-cbc-128/sha1-96/prf-sha1/group-2 | 2 IKE:aes-cbc-256/prf-sha1/sha1-96/group-14
        IKE:aes-128-gcm-128/prf-sha1/group-14                              | IKE:aes-128-gcm-128/none/prf-sha1/group-14                    | 1 IKE:aes-128-gcm-128/prf-sha1/group-14
        IKE:aes-128-gcm-128/none/prf-sha1/group-14                         | IKE:aes-128-gcm-128/prf-sha1/group-14                         | 1 IKE:aes-128-gcm-128/prf-sha1/none/group-14
        ESP:aes-cbc-128/sha1-96/no-esn                                     | ESP:aes-cbc-128/sha1-96                                       | 1 ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-cbc-128/sha1-96                                            | ESP:aes-cbc-128/sha1-96/esn/no-esn                            | 1 ESP:aes-cbc-128/sha1-96
        ESP:aes-cbc-128/sha1-96/esn/no-esn                                 | ESP:aes-cbc-128/sha1-96/esn/no-esn                            | 1 ESP:aes-cbc-128/sha1-96/esn
        ESP:aes-cbc-128/sha1-96/no-esn                                     | ESP:aes-cbc-128/sha1-96/group-none                            | 1 ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-cbc-128/sha1-96/group-none/group-14/no-esn                 | ESP:aes-cbc-128/sha1-96                                       | 1 ESP:aes-cbc-128/sha1-96/group-none/no-esn
        ESP:null/sha1-96/no-esn                                            | ESP:null/sha1-96                                              | 1 ESP:null/sha1-96/no-esn
        ESP:aes-gmac-128/no-esn                                            | ESP:aes-gmac-128                                              | 1 ESP:aes-gmac-128/no-esn
        ESP:chacha20-poly1305/no-esn                                       | ESP:chacha20-poly1305                                         | 1 ESP:chacha20-poly1305/no-esn
        ESP:aes-128-gcm-128/aes-cbc-128/none/sha1-96/no-esn                | ESP:aes-cbc-128/sha1-96                                       | 1 ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-128-gcm-128/aes-cbc-128/sha1-96/no-esn                     | ESP:aes-128-gcm-128/aes-cbc-128/sha1-96                       | 1 ESP:aes-cbc-128/sha1-96/no-esn
        AH:sha1-96/no-esn                                                  | AH:sha1-96                                                    | 1 AH:sha1-96/no-esn
        """)
    void agree(String offered, String configured, String chosen) {
        Optional<Proposal> result =
                ProposalSelector.choose(Proposals.list(offered), Proposals.list(configured), Options.NONE);
        assertThat(result.map(p -> p.number() + " " + p)).contains(chosen);
    }

    @ParameterizedTest(name = "{0} for {1}")
    @CsvSource(delimiter = '|', textBlock = """
        # offered                                          | configured                                          why
        IKE:aes-cbc-128/sha1-96/prf-sha1/group-2           | IKE:aes-cbc-128/sha1-96/prf-sha1/group-14
        IKE:aes-cbc-128/sha1-96/prf-sha1                   | IKE:aes-cbc-128/sha1-96/prf-sha1
        IKE:aes-cbc-128/sha1-96/prf-sha1/group-none        | IKE:aes-cbc-128/sha1-96/prf-sha1/group-none
        IKE:aes-cbc-128/sha1-96/group-14                   | IKE:aes-cbc-128/sha1-96/group-14
        IKE:aes-cbc-128/prf-sha1/group-14                  | IKE:aes-cbc-128/prf-sha1/group-14
        IKE:aes-cbc-128/none/prf-sha1/group-14             | IKE:aes-cbc-128/none/prf-sha1/group-14
        IKE:aes-128-gcm-128/sha1-96/prf-sha1/group-14      | IKE:aes-128-gcm-128/sha1-96/prf-sha1/group-14
        IKE:null/sha1-96/prf-sha1/group-14                 | IKE:null/sha1-96/prf-sha1/group-14
        IKE:aes-gmac-128/prf-sha1/group-14                 | IKE:aes-gmac-128/prf-sha1/group-14
        IKE:aes-cbc-128/sha1-96/prf-sha1/group-14/no-esn   | IKE:aes-cbc-128/sha1-96/prf-sha1/group-14
        IKE:aes-cbc-128/sha1-96/prf-sha1/group-14          | ESP:aes-cbc-128/sha1-96
        ESP:aes-cbc-256/sha1-96/no-esn                     | ESP:aes-cbc-128/sha1-96
        ESP:aes-cbc-128/no-esn                             | ESP:aes-cbc-128
        ESP:aes-cbc-128/sha1-96/esn                        | ESP:aes-cbc-128/sha1-96
        ESP:aes-cbc-128/sha1-96                            | ESP:aes-cbc-128/sha1-96/esn
        ESP:aes-cbc-128/sha1-96/no-esn                     | ESP:aes-cbc-128/sha1-96/group-14
        ESP:aes-cbc-128/sha1-96/group-14/no-esn            | ESP:aes-cbc-128/sha1-96
        ESP:aes-cbc-128/sha1-96/prf-sha1/no-esn            | ESP:aes-cbc-128/sha1-96
        ESP:null/none/no-esn                               | ESP:null/none
        ESP                                                | ESP
        AH:none/no-esn                                     | AH:none
        AH:aes-cbc-128/sha1-96/no-esn                      | AH:aes-cbc-128/sha1-96
        """)
    void doNotAgree(String offered, String configured) {
        assertThat(ProposalSelector.choose(Proposals.list(offered), Proposals.list(configured), Options.NONE))
                .isEmpty();
    }

    @Test
    void theGroupOfTheKePayloadIsTakenWhereItIsConfigured() {
        List<Proposal> offered = Proposals.list("IKE:aes-cbc-128/sha1-96/prf-sha1/group-19/group-14/group-2");
        List<Proposal> configured = Proposals.list("IKE:aes-cbc-128/sha1-96/prf-sha1/group-14/group-19");
        assertThat(group(offered, configured, Options.preferring(19))).isEqualTo(19);
        assertThat(group(offered, configured, Options.preferring(2))).isEqualTo(14);
        assertThat(group(offered, configured, Options.NONE)).isEqualTo(14);
    }

    private static int group(List<Proposal> offered, List<Proposal> configured, Options options) {
        return ProposalSelector.choose(offered, configured, options)
                .orElseThrow()
                .ofType(TransformType.KE)
                .getFirst()
                .id();
    }

    @Test
    void inIkeAuthGroupsOfBothSidesAreIgnored() {
        assertThat(ProposalSelector.choose(
                                Proposals.list("ESP:aes-cbc-128/sha1-96/group-2/no-esn"),
                                Proposals.list("ESP:aes-cbc-128/sha1-96/group-14"),
                                Options.WITHOUT_KE)
                        .map(Proposal::toString))
                .contains("ESP:aes-cbc-128/sha1-96/no-esn");
    }

    @Test
    void theChoiceHasTheOfferedSpi() {
        assertThat(ProposalSelector.choose(
                                Proposals.list("AH:sha1-96 ESP:aes-cbc-128/sha1-96"),
                                Proposals.list("ESP:aes-cbc-128/sha1-96"),
                                Options.NONE)
                        .map(Proposal::spi))
                .contains(0x102L);
    }

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
        ESP:aes-cbc-128/sha1-96/no-esn                | ESP:aes-cbc-128/aes-cbc-256/sha1-96/md5-96/no-esn | ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-cbc-128/sha1-96                       | ESP:aes-cbc-128/sha1-96/no-esn/esn                | ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-cbc-128/sha1-96/group-none/no-esn     | ESP:aes-cbc-128/sha1-96/no-esn                    | ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-128-gcm-128/none/no-esn               | ESP:aes-128-gcm-128/no-esn                        | ESP:aes-128-gcm-128/no-esn
        IKE:aes-128-gcm-128/prf-sha1/group-14         | IKE:aes-128-gcm-128/prf-sha1/group-14/group-19    | IKE:aes-128-gcm-128/prf-sha1/group-14
        """)
    void answersAreVerified(String answer, String offered, String normal) {
        assertThat(ProposalSelector.verify(Proposals.list(answer), Proposals.list(offered))
                        .map(Proposal::toString))
                .contains(normal);
    }

    @ParameterizedTest(name = "{0} to {1}")
    @CsvSource(delimiter = '|', textBlock = """
        ESP:aes-cbc-192/sha1-96/no-esn                | ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-cbc-128/aes-cbc-256/sha1-96/no-esn    | ESP:aes-cbc-128/aes-cbc-256/sha1-96/no-esn
        ESP:aes-cbc-128/sha1-96                       | ESP:aes-cbc-128/sha1-96/esn
        ESP:aes-cbc-128/sha1-96/esn                   | ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-cbc-128/no-esn                        | ESP:aes-cbc-128/sha1-96/no-esn
        ESP:aes-cbc-128/sha1-96/no-esn                | ESP:aes-cbc-128/sha1-96/group-14/no-esn
        ESP:aes-cbc-128/sha1-96/group-14/no-esn       | ESP:aes-cbc-128/sha1-96/no-esn
        AH:sha1-96/no-esn                             | ESP:null/sha1-96/no-esn
        IKE:aes-cbc-128/sha1-96/prf-sha1              | IKE:aes-cbc-128/sha1-96/prf-sha1/group-14
        ESP:null/sha1-96 ESP:null/sha1-96             | ESP:null/sha1-96 ESP:null/sha1-96
        """)
    void falseAnswersAreFoundOut(String answer, String offered) {
        assertThat(ProposalSelector.verify(Proposals.list(answer), Proposals.list(offered)))
                .isEmpty();
    }

    @Test
    void anAnswerIsComparedWithTheProposalOfItsNumberOnly() {
        List<Proposal> offered = Proposals.list("ESP:aes-cbc-128/sha1-96/no-esn ESP:aes-cbc-256/sha1-96/no-esn");
        assertThat(ProposalSelector.verify(List.of(Proposals.of(2, "ESP:aes-cbc-256/sha1-96/no-esn")), offered))
                .isPresent();
        assertThat(ProposalSelector.verify(List.of(Proposals.of(1, "ESP:aes-cbc-256/sha1-96/no-esn")), offered))
                .isEmpty();
        assertThat(ProposalSelector.verify(List.of(Proposals.of(3, "ESP:aes-cbc-256/sha1-96/no-esn")), offered))
                .isEmpty();
        assertThat(ProposalSelector.verify(List.of(), offered)).isEmpty();
    }

    private record Case(List<Proposal> offered, List<Proposal> configured, Options options) {}

    @Test
    void aChoiceIsASubsetOfBothAndPassesTheInitiatorsCheck() {
        Gen<Case> cases = random -> new Case(
                numbered(Gens.PROPOSALS.list(1, 4).next(random)),
                Gens.PROPOSALS.list(1, 4).next(random),
                new Options(random.nextInt(4) == 0, random.nextBoolean() ? 14 : 0));
        int[] agreed = {0};
        ForAll.forAll(11, 5_000, cases, c -> {
            Optional<Proposal> chosen = ProposalSelector.choose(c.offered(), c.configured(), c.options());
            if (chosen.isEmpty()) {
                return;
            }
            agreed[0]++;
            Proposal offered = c.offered().get(chosen.get().number() - 1);
            assertThat(offered.spi()).isEqualTo(chosen.get().spi());
            assertThat(offered.transforms()).containsAll(chosen.get().transforms());
            for (TransformType type : TransformType.values()) {
                boolean answered = offered.has(type) && !(c.options().ignoreKe() && type == TransformType.KE);
                assertThat(chosen.get().ofType(type)).hasSize(answered ? 1 : 0);
            }
            assertThat(c.configured())
                    .anyMatch(ours -> chosen.get().transforms().stream()
                            .allMatch(
                                    t -> ProposalPair.candidates(ours, t.type()).contains(t)));
            if (!c.options().ignoreKe()) {
                assertThat(ProposalSelector.verify(List.of(chosen.get()), c.offered()))
                        .isPresent();
            }
        });
        assertThat(agreed[0]).as("cases that agree").isGreaterThan(300);
    }

    @Test
    void aRefusalIsAlwaysExplainedInOneLine() {
        Gen<Case> cases = random -> new Case(
                numbered(Gens.PROPOSALS.list(0, 5).next(random)),
                Gens.PROPOSALS.list(0, 5).next(random),
                new Options(random.nextBoolean(), 0));
        ForAll.forAll(12, 5_000, cases, c -> {
            String text = ProposalComparison.of(c.offered(), c.configured(), c.options())
                    .text();
            boolean agree = ProposalSelector.choose(c.offered(), c.configured(), c.options())
                    .isPresent();
            assertThat(text).hasSizeLessThan(ProposalComparison.MAX_LENGTH).doesNotContain("\n");
            assertThat(text.contains(" agree;")).as(text).isEqualTo(agree);
        });
    }

    private static List<Proposal> numbered(List<Proposal> proposals) {
        return java.util.stream.IntStream.range(0, proposals.size())
                .mapToObj(i -> proposals.get(i).with(i + 1, proposals.get(i).spi()))
                .toList();
    }
}
