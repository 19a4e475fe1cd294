package io.xfrmgate.ike.proposal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
        assertThat(ProposalComparison.explain(List.of(), Proposals.list("AH:sha1-96")))
                .isEqualTo("the peer offered no proposal of a kind that is known here");
        assertThat(ProposalComparison.explain(Proposals.list("AH:sha1-96"), List.of()))
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

    private static String explain(String offered, String configured) {
        return ProposalComparison.explain(Proposals.list(offered), Proposals.list(configured));
    }
}
