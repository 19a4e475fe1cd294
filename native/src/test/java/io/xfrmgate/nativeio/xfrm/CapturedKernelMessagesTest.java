package io.xfrmgate.nativeio.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.xfrmgate.nativeio.netlink.Capture;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a kernel with ESP (6.1) told {@code ip xfrm monitor} and {@code ip xfrm ... list}. */
final class CapturedKernelMessagesTest {
    private static final InetAddress LEFT = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress RIGHT = InetAddress.ofLiteral("10.0.0.2");

    private static List<XfrmMessage> messages(String name) {
        return Capture.load(name).received().stream().map(XfrmDecoder::decode).toList();
    }

    private static <T extends XfrmMessage> List<T> all(String name, Class<T> type) {
        return messages(name).stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void everyMessageOfTheMonitorIsUnderstood() {
        assertThat(messages("kernel-mon"))
                .noneMatch(XfrmMessage.Malformed.class::isInstance)
                .noneMatch(XfrmMessage.Unknown.class::isInstance);
    }

    @Test
    void acquireNamesThePacketThePolicyAndTheTemplate() {
        XfrmMessage.Acquire acquire =
                all("kernel-mon", XfrmMessage.Acquire.class).getFirst();

        assertThat(acquire.id()).isEqualTo(SaId.esp(RIGHT, 0));
        assertThat(acquire.source()).isEqualTo(LEFT);
        assertThat(acquire.selector().destination()).isEqualTo(InetAddress.ofLiteral("10.2.0.9"));
        assertThat(acquire.selector().destinationPrefix()).isEqualTo(32);
        assertThat(acquire.selector().protocol()).isEqualTo(1);
        assertThat(acquire.selector().sourcePort()).isEqualTo(PortMatch.exactly(8));
        assertThat(acquire.policy().info().direction()).isEqualTo(PolicyDirection.OUT);
        assertThat(acquire.policy().templates()).containsExactly(Template.esp(LEFT, RIGHT, 5, XfrmMode.TUNNEL));
        assertThat(acquire.sequence()).isPositive();
    }

    @Test
    void expiresAreSoftThenHard() {
        assertThat(all("kernel-mon", XfrmMessage.Expire.class))
                .extracting(e -> e.sa().id().spi(), XfrmMessage.Expire::hard)
                .containsExactly(tuple(0x600, false), tuple(0x600, true));
        assertThat(all("kernel-mon", XfrmMessage.PolicyExpire.class))
                .extracting(XfrmMessage.PolicyExpire::hard)
                .containsExactly(false, true);
    }

    @Test
    void countersComeWithTheReplayState() {
        XfrmMessage.AeNews news = all("kernel-mon", XfrmMessage.AeNews.class).getFirst();

        assertThat(news.state().id().sa()).isEqualTo(SaId.esp(RIGHT, 0x600));
        assertThat(news.state().used())
                .map(LifetimeUsed::packets)
                .hasValueSatisfying(p -> assertThat(p).isPositive());
        assertThat(news.state().replay()).isPresent();
    }

    @Test
    void deletionsAndFlushesNameWhatIsGone() {
        assertThat(all("kernel-mon", XfrmMessage.SaDeleted.class))
                .containsExactly(new XfrmMessage.SaDeleted(SaId.esp(RIGHT, 0x101)));
        XfrmMessage.PolicyDeleted deleted =
                all("kernel-mon", XfrmMessage.PolicyDeleted.class).getFirst();
        assertThat(deleted.id().selector().destination()).isEqualTo(InetAddress.ofLiteral("10.2.0.8"));
        assertThat(deleted.policy()).map(p -> p.templates().getFirst().reqid()).contains(6);
        assertThat(messages("kernel-mon"))
                .contains(new XfrmMessage.PoliciesFlushed())
                .anyMatch(XfrmMessage.SasFlushed.class::isInstance);
    }

    @Test
    void aStateComesBackWithAllItsAttributes() {
        XfrmMessage.SaNews news = all("kernel-sa-get", XfrmMessage.SaNews.class).getFirst();
        SaAttributes attributes = news.sa().attributes();

        assertThat(attributes.mark()).contains(new Mark(0x2a, 0xff));
        assertThat(attributes.outputMark()).contains(new Mark(0x11, 0xf0));
        assertThat(attributes.interfaceId()).isEqualTo(9);
        assertThat(attributes.aead()).map(Algorithm.Aead::icvBits).contains(128);
        assertThat(attributes.aead()).map(a -> a.key().length).contains(20);
        assertThat(attributes.replay()).contains(new ReplayCounters(0, 0, 0));
        assertThat(news.sa().info().flags()).isEqualTo(Set.of(SaFlag.AF_UNSPEC));
        assertThat(news.sa().info().limits()).isEqualTo(new LifetimeLimits(1000, 2000, 10, 20, 0, 0, 0, 0));
    }

    @Test
    void theDumpHasEveryKindOfState() {
        List<XfrmMessage.SaNews> states = all("kernel-sa-list", XfrmMessage.SaNews.class);

        assertThat(states).extracting(s -> s.sa().info().id().spi()).contains(0xc0ffee01, 0x100, 0x101, 0);
        assertThat(states)
                .anySatisfy(s -> assertThat(s.sa().attributes().replayEsn()).contains(ReplayEsn.fresh(128)))
                .anySatisfy(s -> assertThat(s.sa().attributes().encapsulation())
                        .contains(new Encapsulation(2, 4500, 40000, InetAddress.ofLiteral("0.0.0.0"))))
                .anySatisfy(s -> assertThat(s.sa().attributes().integrity())
                        .map(Algorithm.Integrity::truncationBits)
                        .contains(96));
    }

    @Test
    void countersReadAloneAreThoseOfTheWholeState() {
        List<SaCounters> counters = new ArrayList<>();
        for (NetlinkMessage message : Capture.load("kernel-sa-list").received()) {
            SaCounters.read(message).ifPresent(counters::add);
        }
        List<Sa> states = all("kernel-sa-list", XfrmMessage.SaNews.class).stream()
                .map(XfrmMessage.SaNews::sa)
                .toList();
        assertThat(counters).hasSameSizeAs(states).isNotEmpty();
        for (int i = 0; i < states.size(); i++) {
            SaInfo info = states.get(i).info();
            SaCounters read = counters.get(i);
            assertThat(read.spi()).isEqualTo(info.id().spi());
            assertThat(read.protocol()).isEqualTo(info.id().protocol());
            assertThat(read.destination()).isEqualTo(info.id().destination().getAddress());
            assertThat(read.bytes()).isEqualTo(info.used().bytes());
            assertThat(read.packets()).isEqualTo(info.used().packets());
            assertThat(read.integrityFailures())
                    .isEqualTo(Integer.toUnsignedLong(info.stats().integrityFailed()));
            assertThat(read.lastUsed())
                    .isEqualTo(Math.max(
                            states.get(i).attributes().lastUsed(), info.used().useTime()));
        }
    }

    @Test
    void tableSizesAreRead() {
        assertThat(messages("kernel-sa-count")).containsExactly(new XfrmMessage.SadInfo(5, 8, 1 << 20));
        assertThat(messages("kernel-po-count"))
                .containsExactly(new XfrmMessage.SpdInfo(
                        0,
                        2,
                        0,
                        0,
                        0,
                        0,
                        Optional.of(new HashThresholds(32, 32)),
                        Optional.of(new HashThresholds(128, 128))));
    }

    @Test
    void noTextShowsAKey() {
        for (XfrmMessage message : messages("kernel-sa-list")) {
            assertThat(message.toString()).doesNotContain("[B@");
        }
        assertThat(all("kernel-sa-get", XfrmMessage.SaNews.class).getFirst().toString())
                .contains("rfc4106(gcm(aes))-128 with a key of 20 octets");
    }
}
