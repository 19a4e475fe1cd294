package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.SecurityProtocol;
import java.util.List;

/** Pictures of SAs for display and metrics. */
final class Views {
    private Views() {}

    static IkeSaView of(IkeSa sa) {
        Proposal none = new Proposal(0, SecurityProtocol.IKE, 0, List.of());
        return new IkeSaView(
                sa.name(),
                state(sa.state()),
                sa.nat().localBehindNat(),
                sa.nat().remoteBehindNat(),
                sa.peerCertificate(),
                sa.proposal().orElse(none),
                sa.lifeline().establishedMillis(),
                sa.lifeline().heardMillis(),
                sa.timers().get(TimerKind.REKEY),
                sa.timers().get(TimerKind.EXPIRE),
                sa.addresses().addresses(),
                sa.children().all().stream().map(Views::of).toList());
    }

    static String state(IkeSa.State state) {
        return switch (state) {
            case CONNECTING -> "connecting";
            case ESTABLISHED -> "established";
            case REKEYED -> "rekeyed";
            case DELETING -> "deleting";
            case CLOSED -> "closed";
        };
    }

    private static IkeSaView.ChildView of(ChildSa child) {
        String state = switch (child.state) {
            case INSTALLING -> "installing";
            case INSTALLED -> "installed";
            case INBOUND_ONLY -> "inbound-only";
            case REPLACED -> "rekeyed";
            case REDUNDANT -> "redundant";
            case DELETING, GONE -> "deleting";
        };
        return new IkeSaView.ChildView(
                child.name(), state, child.suite, child.ref, child.createdMillis, child.rekeyAt, child.expireAt);
    }
}
