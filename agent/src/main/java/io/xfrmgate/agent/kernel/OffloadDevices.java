package io.xfrmgate.agent.kernel;

import io.xfrmgate.agent.kernel.Handover.Share;
import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.dataplane.ChildSaSpec;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.ChildSaRef;
import io.xfrmgate.ike.dataplane.DataPlaneRequest.InstallChild;
import io.xfrmgate.ike.dataplane.IpsecMode;
import io.xfrmgate.ike.dataplane.KernelOptions;
import io.xfrmgate.ike.dataplane.Lifetime;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.xfrm.Offload;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The network cards that Child SAs are handed to, and what was learned of them. What a card does not take is tried with less of it,
 * down to nothing, by Child SA; only what a card can not do at all, whatever the Child SA, is not tried again.
 */
final class OffloadDevices {
    private static final Logger LOG = LoggerFactory.getLogger(OffloadDevices.class);

    /** Reasons that were told, and cards of which something is known; with more, later ones are neither. */
    private static final int MAX_TOLD = 100;

    private final Kernel kernel;
    private final KernelMeter meter;
    private final Set<String> told = new HashSet<>();
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, Question> questions = new LinkedHashMap<>();

    /** What a card can do at most, found by reading back what it was given. */
    private record Known(int interfaceIndex, Share atMost) {}

    private record Question(Handover handover, KernelStates.Key state, Optional<PolicyTable.Key> policy) {}

    OffloadDevices(Kernel kernel, KernelMeter meter) {
        this.kernel = kernel;
        this.meter = meter;
    }

    /** What to try first. */
    Handover first(InstallChild request) {
        ChildSaSpec child = request.child();
        if (child.options().offload().isEmpty()) {
            return Handover.NONE;
        }
        KernelOptions.Offload wanted = child.options().offload().get();
        OptionalInt index = kernel.interfaceIndex(wanted.device());
        if (index.isEmpty()) {
            tell(wanted.device(), "there is no interface of that name", Share.NONE);
            return Handover.NONE;
        }
        if (child.options().tfcPadding() != 0 && child.mode() == IpsecMode.TUNNEL) {
            tell(
                    wanted.device(),
                    "tunnel packets are padded (tfc-padding), which the kernel hands to no card",
                    Share.NONE);
            return Handover.NONE;
        }
        Share share = wanted.packet() ? Share.PACKET : Share.CRYPTO;
        Known before = known.getOrDefault(wanted.device(), new Known(index.getAsInt(), share));
        boolean less = before.interfaceIndex == index.getAsInt() && before.atMost.compareTo(share) > 0;
        Share first = less ? before.atMost : share;
        if (first.isPacket() && !isOnTheWay(child, index.getAsInt())) {
            first = Share.CRYPTO;
            meter.offloadRefused(Share.PACKET);
            tell(
                    wanted.device(),
                    "packets to the peer leave by another interface, which would not protect them",
                    first);
        }
        return new Handover(wanted.device(), index.getAsInt(), share).with(first);
    }

    /** With all of IPsec on the card the kernel gives it packets in the clear, by the route to the peer. */
    private boolean isOnTheWay(ChildSaSpec child, int interfaceIndex) {
        return kernel.routeTo(child.path().remote().address().toInetAddress()).equals(OptionalInt.of(interfaceIndex));
    }

    /**
     * What to try in place of what the kernel did not take.
     *
     * @return empty if the card can not have been the reason
     */
    Optional<Handover> next(DataPlaneRequest request, Handover tried, DataPlaneAnswer answer) {
        if (!(request instanceof InstallChild install)
                || !(answer instanceof DataPlaneAnswer.Refused refused)
                || refused.spiInUse()
                || tried.share() == Share.NONE) {
            return Optional.empty();
        }
        boolean limited = !install.child().lifetime().equals(Lifetime.UNLIMITED);
        Share less = switch (tried.share()) {
            case PACKET -> limited ? Share.PACKET_WITHOUT_LIMITS : Share.CRYPTO;
            case PACKET_WITHOUT_LIMITS -> Share.CRYPTO;
            case CRYPTO, NONE -> Share.NONE;
        };
        meter.offloadRefused(tried.share());
        tell(tried.device(), refused.text(), less);
        return Optional.of(tried.with(less));
    }

    /** Remembers the first Child SA that a card took, for {@link #verify}. */
    void taken(InstallChild request, Handover handover) {
        Known before = known.get(handover.device());
        boolean unknown = before == null || before.interfaceIndex != handover.interfaceIndex();
        if (unknown && (before != null || known.size() < MAX_TOLD)) {
            ChildSaRef ref = ChildSaRef.of(request.child());
            Optional<PolicyTable.Key> policy =
                    handover.share().isPacket() && request.parts().inbound() ? inboundPolicy(ref) : Optional.empty();
            known.put(handover.device(), new Known(handover.interfaceIndex(), Share.PACKET));
            questions.put(
                    handover.device(),
                    new Question(
                            handover,
                            request.parts().inbound() ? KernelStates.inboundKey(ref) : KernelStates.outboundKey(ref),
                            policy));
        }
    }

    private static Optional<PolicyTable.Key> inboundPolicy(ChildSaRef child) {
        try {
            return WantedPolicies.of(child).entries().stream()
                    .map(WantedPolicies.Entry::key)
                    .filter(key -> key.direction() == PolicyDirection.IN)
                    .findFirst();
        } catch (UnrepresentableException nothingInstalled) {
            return Optional.empty();
        }
    }

    /**
     * Asks the kernel, once for each card, what the card has of what was handed to it. Of an interface that can not do ESP the kernel
     * takes the cryptography without a word, and does it itself. Kernels before 5.18 take all of IPsec for the cryptography, and give
     * the state's flags back as they were, but have no card for the policy.
     *
     * @return devices that turned out to do nothing
     */
    Set<String> verify() throws ErrnoException {
        Set<String> idle = new HashSet<>();
        for (Map.Entry<String, Question> one : questions.entrySet()) {
            String device = one.getKey();
            Question question = one.getValue();
            Optional<Sa> state = UsageQuery.state(
                    kernel.exchange(List.of(UsageQuery.get(question.state))).getFirst());
            if (state.isEmpty()) {
                known.remove(device); // gone already: the next one will do
                continue;
            }
            Optional<Offload> kept = state.get().attributes().offload();
            if (kept.isEmpty()) {
                learn(question.handover, Share.NONE, "the interface can not do ESP, or this kernel hands it to none");
                idle.add(device);
            } else if (question.policy.isPresent() && !isOnCard(question.policy.get())) {
                learn(question.handover, Share.CRYPTO, "this kernel hands over the cryptography alone");
            }
        }
        questions.clear();
        return idle;
    }

    private boolean isOnCard(PolicyTable.Key key) throws ErrnoException {
        XfrmReply reply = kernel.exchange(List.of(new XfrmRequest.GetPolicy(key.id(), key.mark(), key.interfaceId())))
                .getFirst();
        return !(reply instanceof XfrmReply.Done(var messages, boolean _))
                || messages.stream()
                        .noneMatch(message -> message instanceof XfrmMessage.PolicyNews(var policy, boolean _)
                                && policy.offload().isEmpty());
    }

    private void learn(Handover handover, Share atMost, String reason) {
        known.put(handover.device(), new Known(handover.interfaceIndex(), atMost));
        meter.offloadRefused(handover.share());
        tell(handover.device(), reason, atMost);
    }

    /** Each reason once: with many tunnels it would be told as often. */
    private void tell(String device, String reason, Share then) {
        if (told.size() < MAX_TOLD && told.add(device + " " + reason + " " + then)) {
            LOG.warn(
                    "{}",
                    LogLine.event("offload-refused")
                            .add("device", device)
                            .add("reason", reason)
                            .add("then", consequence(then)));
        }
    }

    private static String consequence(Share then) {
        return switch (then) {
            case PACKET -> "the card does all of IPsec";
            case PACKET_WITHOUT_LIMITS ->
                "it is tried without limits, which the daemon then watches by the card's counters";
            case CRYPTO -> "the card is asked for the cryptography alone";
            case NONE -> "the kernel does the work of these states itself";
        };
    }
}
