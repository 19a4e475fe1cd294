package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What we offer for one Child SA as initiator, and the check of what the responder made of it. */
record ChildOffer(
        ChildConfig config,
        IpsecMode mode,
        List<Proposal> proposals,
        List<TrafficSelector> local,
        List<TrafficSelector> remote,
        int inboundSpi,
        int reqid) {

    /** The answer can not be used; the text says why. */
    record Unusable(FailureReason reason, Explanation why) {}

    /** Either what was agreed, or why not. */
    record Result(Optional<AgreedChild> agreed, Optional<Unusable> unusable) {
        static Result of(AgreedChild agreed) {
            return new Result(Optional.of(agreed), Optional.empty());
        }

        static Result of(FailureReason reason, String detail) {
            return of(reason, Explanation.of(detail));
        }

        static Result of(FailureReason reason, Explanation why) {
            return new Result(Optional.empty(), Optional.of(new Unusable(reason, why)));
        }
    }

    /**
     * An offer.
     *
     * @param withKeyExchange whether KE transforms are offered: not in IKE_AUTH (RFC 7296 section 1.2)
     */
    static ChildOffer of(
            IkeSa sa,
            ChildConfig config,
            IpsecMode mode,
            List<TrafficSelector> local,
            List<TrafficSelector> remote,
            int inboundSpi,
            int reqid,
            boolean withKeyExchange) {
        List<Proposal> proposals = new ArrayList<>();
        for (Proposal configured : config.proposals()) {
            List<Transform> transforms = new ArrayList<>(configured.transforms());
            transforms.removeIf(t -> !withKeyExchange && t.type() == TransformType.KE);
            if (!configured.has(TransformType.ESN)) {
                transforms.add(Transform.esn(false)); // mandatory for ESP (RFC 7296 section 3.3.3)
            }
            proposals.add(new Proposal(
                    proposals.size() + 1, configured.protocol(), Integer.toUnsignedLong(inboundSpi), transforms));
        }
        return new ChildOffer(
                config,
                mode,
                proposals,
                orHost(local, sa.local().address()),
                orHost(remote, sa.remote().address()),
                inboundSpi,
                reqid);
    }

    /** Where nothing is configured, an initiator speaks for itself alone. */
    private static List<TrafficSelector> orHost(List<TrafficSelector> configured, IpAddress address) {
        return configured.isEmpty() ? List.of(TrafficSelector.ofHost(address)) : configured;
    }

    /** SA, TSi, TSr and USE_TRANSPORT_MODE; nonce and key exchange stand elsewhere. */
    void addTo(List<Payload> payloads) {
        payloads.add(new Payload.Sa(proposals));
        payloads.add(new Payload.Ts(true, local));
        payloads.add(new Payload.Ts(false, remote));
        if (mode == IpsecMode.TRANSPORT) {
            payloads.add(Payload.Notify.of(NotifyType.USE_TRANSPORT_MODE));
        }
    }

    /** What the responder chose, if it is within what we offered. */
    Result accept(Inbound answer) {
        Optional<Payload.Sa> sa = answer.first(Payload.Sa.class);
        Optional<Payload.Ts> tsi = answer.ts(true);
        Optional<Payload.Ts> tsr = answer.ts(false);
        if (sa.isEmpty() || tsi.isEmpty() || tsr.isEmpty()) {
            return Result.of(FailureReason.INVALID_SYNTAX, "the answer lacks SA, TSi or TSr");
        }
        Optional<Proposal> chosen = ProposalSelector.verify(sa.get().proposals(), proposals);
        Optional<ChildSuite> suite = chosen.flatMap(ChildSpecs::suite);
        if (suite.isEmpty()) {
            return Result.of(
                    FailureReason.NO_PROPOSAL_CHOSEN,
                    "the peer chose what was not offered: " + sa.get().proposals());
        }
        boolean transport = answer.has(NotifyType.USE_TRANSPORT_MODE);
        if (transport != (mode == IpsecMode.TRANSPORT)) {
            return Result.of(
                    FailureReason.MODE_MISMATCH,
                    "we asked for " + mode + " mode, the peer answered with the other one");
        }
        List<TrafficSelector> agreedLocal = tsi.get().selectors();
        List<TrafficSelector> agreedRemote = tsr.get().selectors();
        if (mode == IpsecMode.TUNNEL && !within(agreedLocal, agreedRemote)) {
            return Result.of(
                    FailureReason.TS_UNACCEPTABLE,
                    new Explanation.Selectors(
                            config.name(),
                            Explanation.SelectorPair.of(local, remote),
                            Explanation.SelectorPair.of(agreedLocal, agreedRemote),
                            "the peer widened the selectors: offered " + local + " and " + remote + ", answered "
                                    + agreedLocal + " and " + agreedRemote));
        }
        if (mode == IpsecMode.TRANSPORT) {
            // A NAT on the way makes the peer's view of the addresses another one (RFC 7296 section 2.23.1).
            agreedLocal = withAddress(agreedLocal, local);
            agreedRemote = withAddress(agreedRemote, remote);
        }
        return Result.of(new AgreedChild(
                config,
                chosen.get(),
                suite.get(),
                mode,
                agreedLocal,
                agreedRemote,
                inboundSpi,
                (int) chosen.get().spi(),
                reqid,
                false));
    }

    private boolean within(List<TrafficSelector> agreedLocal, List<TrafficSelector> agreedRemote) {
        return !agreedLocal.isEmpty()
                && !agreedRemote.isEmpty()
                && SelectorNarrowing.contains(local, agreedLocal)
                && SelectorNarrowing.contains(remote, agreedRemote);
    }

    /** The ports and protocols that were agreed, the addresses that we know. */
    private static List<TrafficSelector> withAddress(List<TrafficSelector> agreed, List<TrafficSelector> ours) {
        IpAddress address = ours.getFirst().start();
        IpAddress end = ours.getFirst().end();
        return agreed.stream()
                .map(ts -> new TrafficSelector(ts.protocol(), ts.startPort(), ts.endPort(), address, end))
                .toList();
    }
}
