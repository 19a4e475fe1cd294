package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalComparison;
import io.xfrmgate.ike.ts.TrafficSelector;
import java.util.ArrayList;
import java.util.List;

/**
 * Why a negotiation failed, as a value: what one side wanted against what the other takes. It may be kept for long, so it is
 * bounded whatever a peer sent: lists are cut at {@value #MAX_ITEMS} items, texts at {@value #MAX_TEXT} characters.
 */
public sealed interface Explanation {
    /** Items of a list that is kept. */
    int MAX_ITEMS = 16;

    /** Characters of a text that is kept. */
    int MAX_TEXT = 1_000;

    /** A sentence for the operator, with all that matters of it. */
    String text();

    /** Nothing but a sentence. */
    static Explanation of(String text) {
        return new Sentence(text);
    }

    /** Nothing but a sentence. */
    record Sentence(String text) implements Explanation {
        public Sentence {
            text = cut(text);
        }
    }

    /**
     * None of the peer's proposals is one that we take.
     *
     * @param exchange what it was for: "IKE SA", "IKE rekey", "Child SA NAME"
     */
    record Proposals(String exchange, ProposalComparison comparison) implements Explanation {
        @Override
        public String text() {
            return exchange + ": " + comparison.text();
        }
    }

    /**
     * The peer's selectors and ours have nothing in common, or the peer answered with more than was offered.
     *
     * @param child name of the configured Child SA
     * @param offered by whoever asked
     * @param allowed by whoever was asked; as initiator what the peer answered
     */
    record Selectors(String child, SelectorPair offered, SelectorPair allowed, String text) implements Explanation {
        public Selectors {
            text = cut(text);
        }
    }

    /** Both ends of the traffic, as seen from here. */
    record SelectorPair(List<String> local, List<String> remote) {
        public SelectorPair {
            local = List.copyOf(local);
            remote = List.copyOf(remote);
        }

        static SelectorPair of(List<TrafficSelector> local, List<TrafficSelector> remote) {
            return new SelectorPair(cut(local), cut(remote));
        }
    }

    /**
     * The peer is not one that is expected, or does not prove that it is.
     *
     * @param claimed who the peer says it is
     * @param expected who may call; empty for anybody
     */
    record Identity(String claimed, List<String> expected, String text) implements Explanation {
        public Identity {
            claimed = cut(claimed);
            expected = List.copyOf(expected);
            text = cut(text);
        }
    }

    /**
     * The peer's certificate, or its path to an authority that we trust, does not do.
     *
     * @param claimed who the peer says it is
     * @param reason in one word or few, the same for the same cause
     */
    record Certificate(String claimed, String reason, String text) implements Explanation {
        public Certificate {
            claimed = cut(claimed);
            reason = cut(reason);
            text = cut(text);
        }
    }

    /**
     * The peer refused what we offered.
     *
     * @param exchange what it was for
     * @param answer the notification's name
     * @param proposals those that we offered
     * @param selectors those that we offered; empty lists where it was for no Child SA
     */
    record PeerRefused(String exchange, String answer, List<String> proposals, SelectorPair selectors)
            implements Explanation {
        public PeerRefused {
            proposals = List.copyOf(proposals);
        }

        static PeerRefused of(String exchange, String answer, List<Proposal> proposals) {
            return of(exchange, answer, proposals, List.of(), List.of());
        }

        static PeerRefused of(
                String exchange,
                String answer,
                List<Proposal> proposals,
                List<TrafficSelector> local,
                List<TrafficSelector> remote) {
            return new PeerRefused(exchange, answer, cut(proposals), SelectorPair.of(local, remote));
        }

        @Override
        public String text() {
            String what = "the peer refuses the " + exchange + ": " + answer + "; offered " + proposals;
            boolean bare = selectors.local().isEmpty() && selectors.remote().isEmpty();
            return cut(bare ? what : what + " for " + selectors.local() + " to " + selectors.remote());
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
    }

    private static List<String> cut(List<?> items) {
        List<String> kept = new ArrayList<>();
        items.stream().limit(MAX_ITEMS).forEach(item -> kept.add(cut(item.toString())));
        if (items.size() > MAX_ITEMS) {
            kept.add("and " + (items.size() - MAX_ITEMS) + " more");
        }
        return kept;
    }
}
