package io.xfrmgate.agent.control;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Which SAs a request is about: by name, by number, by SPI, by the peer. Empty conditions take every SA. */
record SaFilter(
        Optional<String> ike,
        Optional<String> child,
        Optional<Integer> ikeId,
        Optional<Integer> childId,
        Optional<String> peer,
        Optional<String> spi,
        boolean children,
        SaNumbers numbers) {

    /** @throws IllegalArgumentException if a number is none */
    static SaFilter of(ViciMessage request, SaNumbers numbers) {
        return new SaFilter(
                text(request, "ike"),
                text(request, "child"),
                number(request, "ike-id"),
                number(request, "child-id"),
                text(request, "peer"),
                text(request, "spi").map(spi -> spi.toLowerCase(Locale.ROOT).replaceFirst("^0x", "")),
                request.isYes("children"),
                numbers);
    }

    private static Optional<String> text(ViciMessage request, String name) {
        return request.text(name).filter(value -> !value.isEmpty());
    }

    private static Optional<Integer> number(ViciMessage request, String name) {
        return text(request, name).map(value -> {
            try {
                return Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(name + " is no number: " + value, e);
            }
        });
    }

    boolean isEmpty() {
        return ike.isEmpty()
                && child.isEmpty()
                && ikeId.isEmpty()
                && childId.isEmpty()
                && peer.isEmpty()
                && spi.isEmpty();
    }

    /** Whether it is about Child SAs, not whole IKE SAs. */
    boolean asksForChildren() {
        return children || child.isPresent() || childId.isPresent();
    }

    boolean takes(IkeSaView sa) {
        var name = sa.ikeSa();
        return ike.filter(wanted -> !wanted.equals(name.config())).isEmpty()
                && ikeId.filter(wanted -> wanted != numbers.of(name)).isEmpty()
                && peer.filter(wanted -> !isPeer(wanted, sa)).isEmpty()
                && spi.filter(wanted -> !hasSpi(wanted, sa)).isEmpty();
    }

    /** Those of an IKE SA that it takes. */
    List<ChildView> children(IkeSaView sa) {
        return sa.children().stream().filter(view -> takes(sa, view)).toList();
    }

    private boolean takes(IkeSaView sa, ChildView view) {
        boolean theirSpi = !children || spi.isEmpty() || isSpi(spi.get(), sa) || isSpi(spi.get(), view);
        return theirSpi
                && child.filter(wanted -> !wanted.equals(view.name().config())).isEmpty()
                && childId.filter(wanted -> wanted != numbers.of(view.name())).isEmpty();
    }

    private static boolean isPeer(String wanted, IkeSaView sa) {
        return wanted.equals(sa.ikeSa().remote().address().toString())
                || sa.ikeSa().peer().filter(wanted::equalsIgnoreCase).isPresent();
    }

    private static boolean hasSpi(String wanted, IkeSaView sa) {
        return isSpi(wanted, sa) || sa.children().stream().anyMatch(child -> isSpi(wanted, child));
    }

    private static boolean isSpi(String wanted, IkeSaView sa) {
        return wanted.equals(SaMessages.hex(sa.ikeSa().localSpi()))
                || wanted.equals(SaMessages.hex(sa.ikeSa().remoteSpi()));
    }

    private static boolean isSpi(String wanted, ChildView child) {
        return wanted.equals(SaMessages.hex(child.name().inboundSpi()))
                || wanted.equals(SaMessages.hex(child.name().outboundSpi()));
    }
}
