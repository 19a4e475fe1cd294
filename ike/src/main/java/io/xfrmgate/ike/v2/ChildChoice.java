package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalComparison;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import io.xfrmgate.ike.ts.AllowedTraffic;
import io.xfrmgate.ike.ts.SelectorNarrowing;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;

/** What a responder makes of the peer's offer of a Child SA: which configured child, which proposal, which selectors. */
final class ChildChoice {

    /** The outcome. */
    sealed interface Outcome {
        /** @param group of the key exchange; empty for none */
        record Agreed(AgreedChild child, Optional<Integer> group) implements Outcome {}

        /** To be answered with {@code error}. */
        record Refused(Payload.Notify error, FailureReason reason, Explanation why) implements Outcome {}
    }

    private final IkeSa sa;
    private final Inbound request;
    private final boolean inAuth;

    /** @param inAuth whether the offer came in IKE_AUTH, where there is no key exchange */
    ChildChoice(IkeSa sa, Inbound request, boolean inAuth) {
        this.sa = sa;
        this.request = request;
        this.inAuth = inAuth;
    }

    /**
     * Chooses.
     *
     * @param candidates configured children in order of preference; for a rekey that of the old Child SA alone
     * @param old the Child SA that is rekeyed; empty for a new one
     */
    Outcome choose(List<ChildConfig> candidates, Optional<ChildSa> old) {
        List<Proposal> offered = request.first(Payload.Sa.class).orElseThrow().proposals();
        Optional<Payload.Ts> tsi = request.ts(true);
        Optional<Payload.Ts> tsr = request.ts(false);
        if (tsi.isEmpty() || tsr.isEmpty()) {
            return refused(NotifyType.INVALID_SYNTAX, FailureReason.INVALID_SYNTAX, "TSi or TSr is missing");
        }
        boolean wantsTransport = request.has(NotifyType.USE_TRANSPORT_MODE);
        Optional<Outcome.Refused> closest = Optional.empty();
        for (ChildConfig config : candidates) {
            Outcome outcome = consider(config, offered, tsi.get(), tsr.get(), wantsTransport, old);
            switch (outcome) {
                case Outcome.Agreed agreed -> {
                    return agreed;
                }
                case Outcome.Refused refused -> {
                    if (closest.isEmpty() || closest.get().reason() == FailureReason.TS_UNACCEPTABLE) {
                        closest = Optional.of(refused);
                    }
                }
            }
        }
        return closest.isPresent()
                ? closest.get()
                : refused(NotifyType.NO_ADDITIONAL_SAS, FailureReason.NO_ADDITIONAL_SAS, "no Child SA is configured");
    }

    private Outcome consider(
            ChildConfig config,
            List<Proposal> offered,
            Payload.Ts tsi,
            Payload.Ts tsr,
            boolean wantsTransport,
            Optional<ChildSa> old) {
        // A responder may always choose tunnel mode (RFC 7296 section 1.3.1), and never transport mode unasked.
        boolean transport = wantsTransport && config.mode() == IpsecMode.TRANSPORT;
        if (config.mode() == IpsecMode.TRANSPORT && !wantsTransport) {
            return refused(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    FailureReason.MODE_MISMATCH,
                    "the peer asks for tunnel mode, " + config.name() + " is configured for transport mode");
        }
        List<TrafficSelector> offeredRemote = tsi.selectors();
        List<TrafficSelector> offeredLocal = tsr.selectors();
        if (transport) {
            offeredRemote = asSeenHere(offeredRemote, sa.remote().address());
            offeredLocal = asSeenHere(offeredLocal, sa.local().address());
        }
        if (config.dynamic() && sa.addresses().isEmpty()) {
            return withoutAddress(config);
        }
        IpAddress peer =
                old.map(o -> o.ref.remoteSelectors().getFirst().start()).orElse(ownAddress(offeredRemote));
        Optional<AllowedTraffic> allowed = config.dynamic() ? Optional.of(assigned(config)) : config.traffic(peer);
        if (allowed.isEmpty()) {
            return refused(
                    NotifyType.TS_UNACCEPTABLE,
                    FailureReason.TS_UNACCEPTABLE,
                    new Explanation.Selectors(
                            config.name(),
                            Explanation.SelectorPair.of(offeredLocal, offeredRemote),
                            Explanation.SelectorPair.of(config.localSelectors(), config.remoteSelectors()),
                            "the peer speaks for " + peer + ", configured in " + config.name() + " is "
                                    + config.remoteSelectors()));
        }
        AllowedTraffic.Common common = allowed.get().narrow(offeredLocal, offeredRemote);
        if (common.isEmpty() || !shareFamily(common.local(), common.remote())) {
            return refused(
                    NotifyType.TS_UNACCEPTABLE,
                    FailureReason.TS_UNACCEPTABLE,
                    new Explanation.Selectors(
                            config.name(),
                            Explanation.SelectorPair.of(offeredLocal, offeredRemote),
                            Explanation.SelectorPair.of(
                                    allowed.get().local(), allowed.get().remote()),
                            "offered " + offeredRemote + " to " + offeredLocal + ", configured in " + config.name()
                                    + " " + allowed.get().remote() + " to "
                                    + allowed.get().local()));
        }
        int most = config.policy().maxLocalSelectors();
        boolean tooMany = most > 0 && common.local().size() > most;
        List<TrafficSelector> local = tooMany ? common.local().subList(0, most) : common.local();
        if (!shareFamily(local, common.remote())) {
            return refused(
                    NotifyType.TS_UNACCEPTABLE,
                    FailureReason.TS_UNACCEPTABLE,
                    "of " + common.local() + " only " + most + " may be answered, which do not go with "
                            + common.remote());
        }
        if (old.isEmpty() && isFull(config, local, common.remote())) {
            return refused(
                    NotifyType.NO_ADDITIONAL_SAS,
                    FailureReason.NO_ADDITIONAL_SAS,
                    "the peer has " + config.policy().maxChildren() + " Child SAs of " + config.name()
                            + ", as many as it may");
        }
        int group = request.first(Payload.Ke.class).map(Payload.Ke::group).orElse(0);
        ProposalSelector.Options options = new ProposalSelector.Options(inAuth, group);
        Optional<Proposal> chosen = ProposalSelector.choose(offered, config.proposals(), options);
        Optional<ChildSuite> suite = chosen.flatMap(ChildSpecs::suite);
        if (suite.isEmpty()) {
            return refused(
                    NotifyType.NO_PROPOSAL_CHOSEN,
                    FailureReason.NO_PROPOSAL_CHOSEN,
                    new Explanation.Proposals(
                            "Child SA " + config.name(), ProposalComparison.of(offered, config.proposals(), options)));
        }
        Optional<Integer> wanted = chosen.get().ofType(TransformType.KE).stream()
                .map(Transform::id)
                .filter(id -> id != 0)
                .findFirst();
        if (wanted.isPresent() && wanted.get() != group) {
            byte[] data = {(byte) (wanted.get() >>> 8), (byte) (int) wanted.get()};
            return new Outcome.Refused(
                    Payload.Notify.of(NotifyType.INVALID_KE_PAYLOAD, data),
                    FailureReason.INVALID_KE,
                    Explanation.of("the peer guessed group " + group + ", chosen is group " + wanted.get()));
        }
        AgreedChild agreed = new AgreedChild(
                config,
                chosen.get(),
                suite.get(),
                transport ? IpsecMode.TRANSPORT : IpsecMode.TUNNEL,
                local,
                common.remote(),
                sa.endpoint().freshEspSpi(),
                (int) chosen.get().spi(),
                old.map(o -> o.ref.reqid()).orElseGet(() -> sa.endpoint().reqidFor(sa.config(), config)),
                tooMany);
        return new Outcome.Agreed(agreed, wanted);
    }

    /** A child for assigned addresses, and the IKE SA holds none (RFC 7296 sections 3.10.1 and 3.15.4). */
    private Outcome.Refused withoutAddress(ChildConfig config) {
        String shortage = sa.addresses().shortage();
        return shortage.isEmpty()
                ? refused(
                        NotifyType.FAILED_CP_REQUIRED,
                        FailureReason.CONFIGURATION_REQUIRED,
                        "the peer asked for no address, which " + config.name() + " demands")
                : refused(NotifyType.INTERNAL_ADDRESS_FAILURE, FailureReason.ADDRESS_FAILURE, shortage);
    }

    private AllowedTraffic assigned(ChildConfig config) {
        return sa.addresses().traffic(config, ConfigurationClient.isDynamic(sa.config(), config));
    }

    /** Whether the peer has as many Child SAs of this kind as it may. One for the same traffic would be replaced. */
    private boolean isFull(ChildConfig config, List<TrafficSelector> local, List<TrafficSelector> remote) {
        int most = config.policy().maxChildren();
        return most > 0
                && sa.children().all().stream()
                                .filter(child -> child.isAlive()
                                        && child.config.name().equals(config.name())
                                        && !(child.ref.localSelectors().equals(local)
                                                && child.ref.remoteSelectors().equals(remote)))
                                .count()
                        >= most;
    }

    /** In transport mode through a NAT, the addresses are those of the packets, not those inside (section 2.23.1). */
    private List<TrafficSelector> asSeenHere(List<TrafficSelector> offered, IpAddress seen) {
        if (!sa.nat().encapsulated()) {
            return offered;
        }
        return offered.stream()
                .map(ts -> ts.isV6() == seen.isV6() && ts.start().equals(ts.end())
                        ? new TrafficSelector(ts.protocol(), ts.startPort(), ts.endPort(), seen, seen)
                        : ts)
                .toList();
    }

    /**
     * The address that the peer may speak for where it may speak for itself alone: the one it sends from. Behind a NAT nobody
     * else knows its own address, so the first single one of its selectors is taken for it.
     */
    private IpAddress ownAddress(List<TrafficSelector> offered) {
        IpAddress seen = sa.remote().address();
        boolean offersSeen = offered.stream()
                .anyMatch(ts -> SelectorNarrowing.intersect(ts, TrafficSelector.ofHost(seen))
                        .isPresent());
        return !sa.nat().remoteBehindNat() || offersSeen
                ? seen
                : offered.stream()
                        .filter(ts -> ts.start().equals(ts.end()))
                        .map(TrafficSelector::start)
                        .findFirst()
                        .orElse(seen);
    }

    private static boolean shareFamily(List<TrafficSelector> local, List<TrafficSelector> remote) {
        return local.stream().anyMatch(l -> remote.stream().anyMatch(r -> r.isV6() == l.isV6()));
    }

    private static Outcome.Refused refused(int notify, FailureReason reason, String detail) {
        return refused(notify, reason, Explanation.of(detail));
    }

    private static Outcome.Refused refused(int notify, FailureReason reason, Explanation why) {
        return new Outcome.Refused(Payload.Notify.of(notify), reason, why);
    }
}
