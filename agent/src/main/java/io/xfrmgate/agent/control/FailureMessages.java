package io.xfrmgate.agent.control;

import io.xfrmgate.agent.telemetry.FailureHistory;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.proposal.ProposalComparison;
import io.xfrmgate.ike.v2.Explanation;
import java.util.Locale;

/** Refused negotiations with their explanations, as messages. */
final class FailureMessages {
    private FailureMessages() {}

    static ViciMessage of(FailureHistory.Entry entry) {
        var failed = entry.failure();
        ViciMessage.Builder to = ViciMessage.builder()
                .put("number", entry.number())
                .put("time", entry.at())
                .put("ike", failed.ikeSa().config())
                .put("role", failed.initiator() ? "initiator" : "responder")
                .put("reason", failed.reason().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("local-host", failed.ikeSa().local().address())
                .put("local-port", failed.ikeSa().local().port())
                .put("remote-host", failed.ikeSa().remote().address())
                .put("remote-port", failed.ikeSa().remote().port())
                .put("remote-id", failed.ikeSa().peer())
                .put("text", failed.detail());
        add(to, failed.explanation());
        return to.build();
    }

    private static void add(ViciMessage.Builder to, Explanation explanation) {
        switch (explanation) {
            case Explanation.Sentence _ -> {}
            case Explanation.Proposals proposals ->
                to.section(
                        "proposals", section -> add(section.put("for", proposals.exchange()), proposals.comparison()));
            case Explanation.Selectors selectors ->
                to.section(
                        "selectors",
                        section -> section.put("child", selectors.child())
                                .section("offered", pair -> add(pair, selectors.offered()))
                                .section("allowed", pair -> add(pair, selectors.allowed())));
            case Explanation.Identity identity ->
                to.section(
                        "identity",
                        section -> section.put("claimed", identity.claimed()).list("expected", identity.expected()));
            case Explanation.Certificate certificate ->
                to.section(
                        "certificate",
                        section -> section.put("claimed", certificate.claimed()).put("reason", certificate.reason()));
            case Explanation.PeerRefused refused ->
                to.section(
                        "peer-refused",
                        section -> section.put("for", refused.exchange())
                                .put("answer", refused.answer())
                                .list("proposals", refused.proposals())
                                .section("selectors", pair -> add(pair, refused.selectors())));
        }
    }

    private static void add(ViciMessage.Builder to, Explanation.SelectorPair pair) {
        to.list("local", pair.local()).list("remote", pair.remote());
    }

    /** The closest pair is the first. */
    private static void add(ViciMessage.Builder to, ProposalComparison comparison) {
        int number = 0;
        for (ProposalComparison.Pair pair : comparison.pairs()) {
            number++;
            to.section("pair-" + number, section -> {
                section.put("offered-number", pair.offeredNumber())
                        .put("offered", pair.offered())
                        .put("configured-number", pair.configuredNumber())
                        .put("configured", pair.configured());
                section.section(
                        "differences",
                        differences -> pair.differences()
                                .forEach(difference -> differences.put(difference.what(), difference.detail())));
            });
        }
        if (comparison.omitted() > 0) {
            to.put("omitted", comparison.omitted());
        }
    }
}
