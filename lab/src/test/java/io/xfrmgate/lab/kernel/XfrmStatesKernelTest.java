package io.xfrmgate.lab.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.sim.DataPlaneFixture.Side;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.xfrm.AeId;
import io.xfrmgate.nativeio.xfrm.AeState;
import io.xfrmgate.nativeio.xfrm.Algorithm;
import io.xfrmgate.nativeio.xfrm.Encapsulation;
import io.xfrmgate.nativeio.xfrm.LifetimeLimits;
import io.xfrmgate.nativeio.xfrm.LifetimeUsed;
import io.xfrmgate.nativeio.xfrm.Mark;
import io.xfrmgate.nativeio.xfrm.MigrateEntry;
import io.xfrmgate.nativeio.xfrm.Policy;
import io.xfrmgate.nativeio.xfrm.PolicyDirection;
import io.xfrmgate.nativeio.xfrm.PolicyId;
import io.xfrmgate.nativeio.xfrm.PolicyInfo;
import io.xfrmgate.nativeio.xfrm.ReplayCounters;
import io.xfrmgate.nativeio.xfrm.ReplayEsn;
import io.xfrmgate.nativeio.xfrm.Sa;
import io.xfrmgate.nativeio.xfrm.SaAttributes;
import io.xfrmgate.nativeio.xfrm.SaFlag;
import io.xfrmgate.nativeio.xfrm.SaId;
import io.xfrmgate.nativeio.xfrm.SaInfo;
import io.xfrmgate.nativeio.xfrm.Selector;
import io.xfrmgate.nativeio.xfrm.Template;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import io.xfrmgate.nativeio.xfrm.XfrmGroup;
import io.xfrmgate.nativeio.xfrm.XfrmListener;
import io.xfrmgate.nativeio.xfrm.XfrmMessage;
import io.xfrmgate.nativeio.xfrm.XfrmMode;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of states in a kernel with ESP: what is added is read back, counted, told, updated, moved, and expires. */
final class XfrmStatesKernelTest {
    private static final InetAddress NEW_SOURCE = InetAddress.ofLiteral(TwoNamespaces.SECOND_OUTER);
    private static final int SPI = 0x1234;
    private static final int REQID = 5;

    private final TwoNamespaces namespaces = TwoNamespaces.get();
    private final InetAddress left = namespaces.outer(Side.LEFT, false);
    private final InetAddress right = namespaces.outer(Side.RIGHT, false);
    private final XfrmChannel channel;
    private final XfrmListener listener;

    XfrmStatesKernelTest() throws ErrnoException {
        channel = namespaces.in(Side.LEFT).call(XfrmChannel::open);
        listener = namespaces.in(Side.LEFT).call(() -> XfrmListener.open(EnumSet.allOf(XfrmGroup.class)));
    }

    @BeforeEach
    void flush() throws ErrnoException {
        done(new XfrmRequest.FlushSas(0));
        done(new XfrmRequest.FlushPolicies());
        listener.poll();
    }

    @AfterEach
    void close() throws ErrnoException {
        flush();
        listener.close();
        channel.close();
    }

    private List<XfrmMessage> done(XfrmRequest request) throws ErrnoException {
        return switch (channel.exchange(request)) {
            case XfrmReply.Done(var messages, boolean interrupted) -> messages;
            case XfrmReply.Refused(var error) -> throw new AssertionError(error.toString());
        };
    }

    private <T extends XfrmMessage> List<T> heard(Class<T> type) throws ErrnoException, InterruptedException {
        Thread.sleep(150);
        List<T> found = new ArrayList<>();
        listener.poll().messages().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .forEach(found::add);
        return found;
    }

    private SaInfo info() {
        return SaInfo.of(SaId.esp(right, SPI), left, REQID, XfrmMode.TUNNEL);
    }

    private static SaAttributes.Builder gcm() {
        byte[] key = "sixteen and a salt..".getBytes(US_ASCII);
        return new SaAttributes.Builder().algorithm(new Algorithm.Aead("rfc4106(gcm(aes))", key, 128));
    }

    private Sa read(SaId id, Optional<Mark> mark) throws ErrnoException {
        XfrmMessage message = done(new XfrmRequest.GetSa(id, mark)).getFirst();
        return ((XfrmMessage.SaNews) message).sa();
    }

    private Policy policy() {
        Selector selector =
                Selector.ofPrefixes(namespaces.inner(Side.LEFT, false), 32, namespaces.inner(Side.RIGHT, false), 32);
        return new Policy(
                PolicyInfo.of(selector, PolicyDirection.OUT, 1000),
                List.of(Template.esp(left, right, REQID, XfrmMode.TUNNEL)),
                Optional.empty(),
                0);
    }

    private void send(int packets) {
        for (int i = 0; i < packets; i++) {
            namespaces.udp(
                    Side.LEFT,
                    new InetSocketAddress(namespaces.inner(Side.LEFT, false), 40_000),
                    new InetSocketAddress(namespaces.inner(Side.RIGHT, false), 40_001),
                    100);
        }
    }

    @Test
    void aStateIsReadBackAsItWasAdded() throws Exception {
        Mark mark = new Mark(0x2a, 0xff);
        Sa sa = new Sa(
                info().withLimits(LifetimeLimits.ofCounts(1000, 2000, 10, 20))
                        .withReplay(0, Set.of(SaFlag.AF_UNSPEC, SaFlag.ESN)),
                gcm().mark(Optional.of(mark))
                        .outputMark(new Mark(0x11, 0xf0))
                        .interfaceId(9)
                        .tfcPadding(500)
                        .mappingMaxAge(0)
                        .replayEsn(ReplayEsn.fresh(1024))
                        .encapsulation(Optional.of(new Encapsulation(
                                Encapsulation.ESP_IN_UDP, 4500, 40_000, InetAddress.ofLiteral("0.0.0.0"))))
                        .build());
        done(new XfrmRequest.AddSa(sa));
        assertThat(channel.exchange(new XfrmRequest.AddSa(sa)))
                .isInstanceOfSatisfying(
                        XfrmReply.Refused.class,
                        refused -> assertThat(refused.error().errno()).isEqualTo(Errno.EEXIST));

        Sa read = read(sa.info().id(), Optional.of(mark));
        assertThat(read.attributes()).isEqualTo(sa.attributes());
        assertThat(read.info().limits()).isEqualTo(sa.info().limits());
        assertThat(read.info().flags()).isEqualTo(sa.info().flags());
        assertThat(read.info().used().addTime()).isPositive();
        assertThat(heard(XfrmMessage.SaNews.class))
                .singleElement()
                .satisfies(news ->
                        assertThat(news.sa().info().id()).isEqualTo(sa.info().id()));

        done(new XfrmRequest.DeleteSa(sa.info().id(), Optional.of(mark)));
        assertThat(heard(XfrmMessage.SaDeleted.class))
                .containsExactly(new XfrmMessage.SaDeleted(sa.info().id()));
    }

    @Test
    void packetsAreCountedAndLimitsAreTold() throws Exception {
        Sa sa = new Sa(info().withLimits(LifetimeLimits.ofCounts(0, 0, 2, 4)), gcm().build());
        done(new XfrmRequest.AddSa(sa));
        done(new XfrmRequest.AddPolicy(policy()));
        send(1);
        Sa read = read(sa.info().id(), Optional.empty());
        assertThat(read.info().used().packets()).isEqualTo(1);
        assertThat(read.info().used().bytes()).isGreaterThanOrEqualTo(100);
        assertThat(read.attributes().replay()).contains(new ReplayCounters(1, 0, 0));
        // XFRMA_LASTUSED counts every packet from kernel 6.2 on only; the time of the first one is always told
        assertThat(read.info().used().useTime()).isPositive();
        send(4);
        assertThat(heard(XfrmMessage.Expire.class))
                .extracting(XfrmMessage.Expire::hard)
                .containsExactly(false, true);
        assertThat(channel.exchange(new XfrmRequest.GetSa(sa.info().id(), Optional.empty())))
                .isInstanceOf(XfrmReply.Refused.class);
    }

    @Test
    void numbersAndCountersAreSetAndRead() throws Exception {
        Sa sa = new Sa(info(), gcm().build());
        done(new XfrmRequest.AddSa(sa));
        AeId id = new AeId(sa.info().id(), left, AeId.REPLAY | AeId.LIFETIME, REQID);
        ReplayCounters numbers = new ReplayCounters(77, 66, 55);
        LifetimeUsed used = new LifetimeUsed(1_000_000, 1000, 1, 2);
        done(new XfrmRequest.SetAe(
                new AeState(id, Optional.of(numbers), Optional.empty(), Optional.of(used), 0, 0, Optional.empty())));
        XfrmMessage message = done(new XfrmRequest.GetAe(id, Optional.empty())).getFirst();
        AeState state = ((XfrmMessage.AeNews) message).state();
        assertThat(state.replay()).contains(numbers);
        assertThat(state.used()).contains(used);
        assertThat(state.id().reqid()).isEqualTo(REQID);
    }

    @Test
    void anUpdateChangesLimitsAndPortsAndNothingElse() throws Exception {
        Encapsulation before =
                new Encapsulation(Encapsulation.ESP_IN_UDP, 4500, 40_000, InetAddress.ofLiteral("0.0.0.0"));
        Encapsulation after =
                new Encapsulation(Encapsulation.ESP_IN_UDP, 4500, 40_001, InetAddress.ofLiteral("0.0.0.0"));
        Sa sa = new Sa(info(), gcm().encapsulation(Optional.of(before)).build());
        done(new XfrmRequest.AddSa(sa));
        Sa changed = new Sa(
                info().withLimits(LifetimeLimits.ofCounts(5000, 6000, 0, 0)),
                sa.attributes().change().encapsulation(Optional.of(after)).build());
        done(new XfrmRequest.UpdateSa(changed));
        Sa read = read(sa.info().id(), Optional.empty());
        assertThat(read.attributes().encapsulation()).contains(after);
        assertThat(read.info().limits().softBytes()).isEqualTo(5000);
        assertThat(read.attributes().aead()).isEqualTo(sa.attributes().aead());
        assertThat(heard(XfrmMessage.SaNews.class))
                .extracting(XfrmMessage.SaNews::updated)
                .containsExactly(false, true);
    }

    @Test
    void policyAndStateMigrateOrTheKernelSaysThatItCanNot() throws Exception {
        Sa sa = new Sa(info(), gcm().build());
        done(new XfrmRequest.AddSa(sa));
        done(new XfrmRequest.AddPolicy(policy()));
        PolicyId id = PolicyId.of(policy().info().selector(), PolicyDirection.OUT);
        MigrateEntry entry = new MigrateEntry(left, right, NEW_SOURCE, right, SaId.ESP, XfrmMode.TUNNEL, REQID);
        switch (channel.exchange(new XfrmRequest.Migrate(id, List.of(entry), Optional.empty(), 0))) {
            case XfrmReply.Done done -> {
                assertThat(read(sa.info().id(), Optional.empty()).info().source())
                        .isEqualTo(NEW_SOURCE);
                assertThat(heard(XfrmMessage.Migrated.class))
                        .singleElement()
                        .satisfies(told -> assertThat(told.entries()).containsExactly(entry));
                Policy moved = ((XfrmMessage.PolicyNews) done(new XfrmRequest.GetPolicy(id, Optional.empty(), 0))
                                .getFirst())
                        .policy();
                assertThat(moved.templates().getFirst().source()).isEqualTo(NEW_SOURCE);
            }
            case XfrmReply.Refused(var error) -> {
                // CONFIG_XFRM_MIGRATE is not set
                assertThat(error.errno().name()).isIn("ENOPROTOOPT", "EOPNOTSUPP");
                assertThat(read(sa.info().id(), Optional.empty()).info().source())
                        .isEqualTo(left);
            }
        }
    }

    @Test
    void aDumpOfThousandsOfStatesIsWhole() throws Exception {
        int count = 2000;
        List<XfrmRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SaInfo info = SaInfo.of(SaId.esp(right, 0x10_0000 + i), left, REQID, XfrmMode.TUNNEL);
            requests.add(new XfrmRequest.AddSa(new Sa(info, gcm().build())));
        }
        assertThat(channel.exchange(requests)).allMatch(XfrmReply.Done.class::isInstance);
        assertThat(done(new XfrmRequest.DumpSas()).stream()
                        .map(m -> ((XfrmMessage.SaNews) m).sa().info().id().spi())
                        .distinct())
                .hasSize(count);
        assertThat(done(new XfrmRequest.GetSadInfo()))
                .singleElement()
                .isInstanceOfSatisfying(
                        XfrmMessage.SadInfo.class,
                        sad -> assertThat(sad.count()).isEqualTo(count));
    }
}
