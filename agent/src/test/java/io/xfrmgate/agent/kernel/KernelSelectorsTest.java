package io.xfrmgate.agent.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.agent.kernel.KernelSelectors.Pair;
import io.xfrmgate.agent.kernel.KernelSelectors.UnrepresentableException;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.ts.TrafficSelector;
import io.xfrmgate.nativeio.xfrm.PortMatch;
import io.xfrmgate.nativeio.xfrm.Selector;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KernelSelectorsTest {
    private static final TrafficSelector LEFT = TrafficSelector.ofPrefix(IpAddress.parse("10.1.0.0"), 16);
    private static final TrafficSelector RIGHT = TrafficSelector.ofHost(IpAddress.parse("10.2.0.1"));

    private static List<Pair> compile(TrafficSelector local, TrafficSelector remote) throws UnrepresentableException {
        return KernelSelectors.compile(List.of(local), List.of(remote));
    }

    @Test
    void aPrefixStaysOneSelectorInEachDirection() throws Exception {
        assertThat(compile(LEFT, RIGHT))
                .containsExactly(new Pair(
                        Selector.ofPrefixes(
                                IpAddress.parse("10.1.0.0").toInetAddress(),
                                16,
                                IpAddress.parse("10.2.0.1").toInetAddress(),
                                32),
                        Selector.ofPrefixes(
                                IpAddress.parse("10.2.0.1").toInetAddress(),
                                32,
                                IpAddress.parse("10.1.0.0").toInetAddress(),
                                16)));
    }

    @Test
    void portsChangeSidesWithTheDirection() throws Exception {
        Pair pair = compile(LEFT.withProtocol(6, 80, 80), RIGHT.withProtocol(0, 0, 0xFFFF))
                .getFirst();
        assertThat(pair.outbound().sourcePort()).isEqualTo(PortMatch.exactly(80));
        assertThat(pair.outbound().destinationPort()).isEqualTo(PortMatch.ANY);
        assertThat(pair.inbound().destinationPort()).isEqualTo(PortMatch.exactly(80));
        assertThat(pair.inbound().sourcePort()).isEqualTo(PortMatch.ANY);
        assertThat(pair.outbound().protocol()).isEqualTo(6);
    }

    @Test
    void icmpTypeAndCodeDoNot() throws Exception {
        Pair echo = compile(LEFT.withProtocol(1, 8 << 8, 8 << 8), RIGHT.withProtocol(1, 0, 0xFFFF))
                .getFirst();
        assertThat(echo.outbound().sourcePort()).isEqualTo(PortMatch.exactly(8));
        assertThat(echo.outbound().destinationPort()).isEqualTo(PortMatch.exactly(0));
        assertThat(echo.inbound().sourcePort()).isEqualTo(PortMatch.exactly(8));
        assertThat(echo.inbound().destinationPort()).isEqualTo(PortMatch.exactly(0));

        Pair anyCode =
                compile(LEFT.withProtocol(1, 3 << 8, 3 << 8 | 0xFF), RIGHT).getFirst();
        assertThat(anyCode.outbound().sourcePort()).isEqualTo(PortMatch.exactly(3));
        assertThat(anyCode.outbound().destinationPort()).isEqualTo(PortMatch.ANY);
    }

    @Test
    void differentIcmpMessagesAreRefused() {
        assertThatThrownBy(() -> compile(LEFT.withProtocol(1, 0x800, 0x800), RIGHT.withProtocol(1, 0, 0)))
                .isInstanceOf(UnrepresentableException.class)
                .hasMessageContaining("different ICMP messages");
    }

    @Test
    void portsWithoutAProtocolAreRefused() {
        assertThatThrownBy(() -> compile(LEFT.withProtocol(0, 80, 80), RIGHT))
                .isInstanceOf(UnrepresentableException.class)
                .hasMessageContaining("no protocol");
    }

    @Test
    void opaquePortsAreRefused() {
        assertThatThrownBy(() -> compile(LEFT.withProtocol(6, 0xFFFF, 0), RIGHT))
                .isInstanceOf(UnrepresentableException.class)
                .hasMessageContaining("OPAQUE");
    }

    @Test
    void selectorsThatNoPacketMatchesAreRefused() {
        TrafficSelector six = TrafficSelector.any(true);
        assertThatThrownBy(() -> compile(LEFT, six)).hasMessageContaining("no packet");
        assertThatThrownBy(() -> compile(LEFT.withProtocol(6, 0, 0xFFFF), RIGHT.withProtocol(17, 0, 0xFFFF)))
                .hasMessageContaining("no packet");
    }

    @Test
    void tooManySelectorsAreRefusedBeforeTheyAreMade() {
        TrafficSelector ragged = new TrafficSelector(
                6, 1, 0xFFFE, IpAddress.parse("2001:db8::1"), IpAddress.parse("2001:db8:ffff::fffe"));
        assertThatThrownBy(() -> compile(ragged, ragged))
                .isInstanceOf(UnrepresentableException.class)
                .hasMessageContaining("more than 256");
    }

    @Test
    void everythingOfBothFamiliesIsTwoSelectors() throws Exception {
        List<TrafficSelector> all = List.of(TrafficSelector.any(false), TrafficSelector.any(true));
        assertThat(KernelSelectors.compile(all, all))
                .extracting(p -> p.outbound().destinationPrefix())
                .containsExactly(0, 0);
    }

    /** The blocks of any ranges cover what the ranges do, each address and port once. */
    @Test
    void rangesAreCoveredExactly() throws Exception {
        Random random = new Random(4301);
        for (int round = 0; round < 300; round++) {
            int a = random.nextInt(64);
            int b = random.nextInt(64);
            int p = random.nextInt(0x10000);
            int q = Math.min(0xFFFF, p + random.nextInt(40));
            IpAddress base = IpAddress.parse(round % 2 == 0 ? "10.1.0.0" : "2001:db8::");
            TrafficSelector local = new TrafficSelector(17, p, q, at(base, Math.min(a, b)), at(base, Math.max(a, b)));
            TrafficSelector remote = TrafficSelector.ofHost(at(base, 200)).withProtocol(17, 0, 0xFFFF);
            List<Pair> pairs = compile(local, remote);
            for (int host = 0; host < 64; host++) {
                for (int port : new int[] {p - 1, p, (p + q) / 2, q, q + 1}) {
                    boolean inside = host >= Math.min(a, b) && host <= Math.max(a, b) && port >= p && port <= q;
                    IpAddress address = at(base, host);
                    assertThat(pairs.stream().filter(pair -> covers(pair.outbound(), address, port)))
                            .as("round %d %s %d", round, address, port)
                            .hasSize(inside ? 1 : 0);
                }
            }
        }
    }

    private static IpAddress at(IpAddress base, int offset) {
        return new IpAddress(base.high(), base.low() + offset, base.isV6());
    }

    private static boolean covers(Selector selector, IpAddress address, int port) {
        return port >= 0
                && port <= 0xFFFF
                && IpAddress.of(selector.source()).sharesPrefix(address, selector.sourcePrefix())
                && ((port ^ selector.sourcePort().value())
                                & selector.sourcePort().mask())
                        == 0;
    }
}
