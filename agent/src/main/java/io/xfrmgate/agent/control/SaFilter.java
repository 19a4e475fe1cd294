package io.xfrmgate.agent.control;

import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.v2.IkeSaView;
import io.xfrmgate.ike.v2.IkeSaView.ChildView;
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

    boolean asksForChildren() {
        return child.isPresent() || childId.isPresent();
    }

    boolean takes(IkeSaView sa) {
        var name = sa.ikeSa();
        return ike.filter(wanted -> !wanted.equals(name.config())).isEmpty()
                && ikeId.filter(wanted -> wanted != numbers.of(name)).isEmpty()
                && peer.filter(wanted -> !isPeer(wanted, sa)).isEmpty()
                && spi.filter(wanted -> !hasSpi(wanted, sa)).isEmpty();
    }

    boolean takes(ChildView view) {
        return child.filter(wanted -> !wanted.equals(view.name().config())).isEmpty()
                && childId.filter(wanted -> wanted != numbers.of(view.name())).isEmpty();
    }

    private static boolean isPeer(String wanted, IkeSaView sa) {
        return wanted.equals(sa.ikeSa().remote().address().toString())
                || sa.ikeSa().peer().filter(wanted::equalsIgnoreCase).isPresent();
    }

    private static boolean hasSpi(String wanted, IkeSaView sa) {
        return wanted.equals(SaMessages.hex(sa.ikeSa().localSpi()))
                || wanted.equals(SaMessages.hex(sa.ikeSa().remoteSpi()))
                || sa.children().stream()
                        .anyMatch(child -> wanted.equals(
                                        SaMessages.hex(child.name().inboundSpi()))
                                || wanted.equals(SaMessages.hex(child.name().outboundSpi())));
    }
}
