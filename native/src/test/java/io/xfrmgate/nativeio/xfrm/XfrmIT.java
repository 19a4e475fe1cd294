package io.xfrmgate.nativeio.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import io.xfrmgate.nativeio.netlink.NetlinkChannel;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.netlink.NetlinkReply;
import io.xfrmgate.nativeio.netlink.NetlinkRequest;
import io.xfrmgate.nativeio.netlink.NetlinkSocket;
import io.xfrmgate.nativeio.netns.PrivateNamespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** XFRM on this machine's kernel, whether it has ESP or not: policies, SPIs, acquires, errors. Needs root. */
final class XfrmIT {
    private static final InetAddress LEFT = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress RIGHT = InetAddress.ofLiteral("192.0.2.2");
    private static final Mark MARK = new Mark(0x2a, 0xff);

    private static Policy policy(int host, PolicyDirection direction) {
        InetAddress inner =
                InetAddress.ofLiteral("10." + (host >> 16 & 255) + "." + (host >> 8 & 255) + "." + (host & 255));
        Selector selector = Selector.ofPrefixes(InetAddress.ofLiteral("10.255.0.0"), 16, inner, 32);
        return new Policy(
                PolicyInfo.of(selector, direction, 2000),
                List.of(Template.esp(LEFT, RIGHT, 7, XfrmMode.TUNNEL)),
                Optional.of(MARK),
                9);
    }

    private static NetlinkError refusal(XfrmReply reply) {
        assertThat(reply).isInstanceOf(XfrmReply.Refused.class);
        return ((XfrmReply.Refused) reply).error();
    }

    private static List<XfrmMessage> messages(XfrmReply reply) {
        assertThat(reply).isInstanceOf(XfrmReply.Done.class);
        return ((XfrmReply.Done) reply).messages();
    }

    @Test
    void policiesAreAddedReadUpdatedAndDeleted() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                Policy policy = policy(1, PolicyDirection.OUT);
                PolicyId id = PolicyId.of(policy.info().selector(), PolicyDirection.OUT);
                var get = new XfrmRequest.GetPolicy(id, Optional.of(MARK), 9);
                var delete = new XfrmRequest.DeletePolicy(id, Optional.of(MARK), 9);

                assertThat(messages(channel.exchange(new XfrmRequest.AddPolicy(policy))))
                        .isEmpty();
                assertThat(refusal(channel.exchange(new XfrmRequest.AddPolicy(policy)))
                                .errno())
                        .isEqualTo(Errno.EEXIST);
                assertThat(messages(channel.exchange(new XfrmRequest.UpdatePolicy(policy))))
                        .isEmpty();
                assertThat(messages(channel.exchange(get))).singleElement().satisfies(message -> {
                    Policy read = ((XfrmMessage.PolicyNews) message).policy();
                    assertThat(read.templates()).isEqualTo(policy.templates());
                    assertThat(read.info().selector()).isEqualTo(policy.info().selector());
                    assertThat(read.info().priority()).isEqualTo(2000);
                    assertThat(read.mark()).contains(MARK);
                    assertThat(read.interfaceId()).isEqualTo(9);
                });
                assertThat(messages(channel.exchange(delete))).isEmpty();
                assertThat(refusal(channel.exchange(delete)).errno()).isEqualTo(Errno.ENOENT);
                assertThat(refusal(channel.exchange(get)).errno()).isEqualTo(Errno.ENOENT);
            }
        });
    }

    @Test
    void manyRequestsAreInFlightAndEachGetsItsOwnAnswer() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                List<XfrmRequest> requests = new ArrayList<>();
                for (int i = 0; i < 3000; i++) {
                    requests.add(new XfrmRequest.AddPolicy(policy(i / 2, PolicyDirection.OUT)));
                }
                List<XfrmReply> replies = channel.exchange(requests);
                for (int i = 0; i < replies.size(); i++) {
                    assertThat(replies.get(i))
                            .isInstanceOf(i % 2 == 0 ? XfrmReply.Done.class : XfrmReply.Refused.class);
                }
                XfrmReply dump = channel.exchange(new XfrmRequest.DumpPolicies());
                assertThat(messages(dump)).hasSize(1500);
                assertThat(channel.exchange(new XfrmRequest.GetSpdInfo()))
                        .isInstanceOfSatisfying(
                                XfrmReply.Done.class,
                                done -> assertThat(done.messages())
                                        .singleElement()
                                        .isInstanceOfSatisfying(
                                                XfrmMessage.SpdInfo.class,
                                                info -> assertThat(info.out()).isEqualTo(1500)));
                assertThat(messages(channel.exchange(new XfrmRequest.FlushPolicies())))
                        .isEmpty();
                assertThat(messages(channel.exchange(new XfrmRequest.DumpPolicies())))
                        .isEmpty();
            }
        });
    }

    @Test
    void dumpsStandAmongOtherRequests() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                List<XfrmReply> replies = channel.exchange(List.of(
                        new XfrmRequest.AddPolicy(policy(1, PolicyDirection.IN)),
                        new XfrmRequest.DumpPolicies(),
                        new XfrmRequest.AddPolicy(policy(2, PolicyDirection.IN)),
                        new XfrmRequest.DumpPolicies(),
                        new XfrmRequest.DumpSas()));
                assertThat(messages(replies.get(1))).hasSize(1);
                assertThat(messages(replies.get(3))).hasSize(2);
                assertThat(messages(replies.get(4))).isEmpty();
            }
        });
    }

    @Test
    void spisAreAllocatedFromTheRange() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                SaInfo info = SaInfo.of(SaId.esp(RIGHT, 0), LEFT, 7, XfrmMode.TUNNEL);
                var request = new XfrmRequest.AllocateSpi(info, 0x1000, 0x1fff, Optional.empty(), 0);
                SaInfo larval = ((XfrmMessage.SaNews)
                                messages(channel.exchange(request)).getFirst())
                        .sa()
                        .info();
                assertThat(larval.id().spi()).isBetween(0x1000, 0x1fff);
                assertThat(larval.reqid()).isEqualTo(7);
                assertThat(messages(channel.exchange(new XfrmRequest.GetSadInfo())))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                XfrmMessage.SadInfo.class,
                                sad -> assertThat(sad.count()).isEqualTo(1));
                var delete = new XfrmRequest.DeleteSa(larval.id(), Optional.empty());
                assertThat(messages(channel.exchange(delete))).isEmpty();
                assertThat(refusal(channel.exchange(delete)).errno()).isEqualTo(Errno.ESRCH);
            }
        });
    }

    @Test
    void hashThresholdsAreSet() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                var inet = Optional.of(new HashThresholds(8, 24));
                var inet6 = Optional.of(new HashThresholds(48, 64));
                assertThat(messages(channel.exchange(new XfrmRequest.SetHashThresholds(inet, inet6))))
                        .isEmpty();
                assertThat(messages(channel.exchange(new XfrmRequest.GetSpdInfo())))
                        .containsExactly(new XfrmMessage.SpdInfo(0, 0, 0, 0, 0, 0, inet, inet6));
            }
        });
    }

    @Test
    void aPacketThatMeetsAPolicyIsAnAcquire() throws Exception {
        PrivateNamespace.run(() -> {
            PrivateNamespace.ip("link add va type veth peer name vb");
            PrivateNamespace.ip("address add 192.0.2.1/24 dev va");
            PrivateNamespace.ip("link set va up");
            PrivateNamespace.ip("link set vb up");
            PrivateNamespace.ip("route add 10.0.0.0/8 via 192.0.2.2");
            InetAddress inner = InetAddress.ofLiteral("10.1.2.3");
            Selector selector = Selector.ofPrefixes(LEFT, 32, inner, 32);
            Policy policy = new Policy(
                    PolicyInfo.of(selector, PolicyDirection.OUT, 2000),
                    List.of(Template.esp(LEFT, RIGHT, 7, XfrmMode.TUNNEL)),
                    Optional.empty(),
                    0);
            try (XfrmChannel channel = XfrmChannel.open();
                    XfrmListener listener = XfrmListener.open(EnumSet.allOf(XfrmGroup.class));
                    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LEFT, 40_000))) {
                assertThat(messages(channel.exchange(new XfrmRequest.AddPolicy(policy))))
                        .isEmpty();
                socket.send(new DatagramPacket(new byte[9], 9, new InetSocketAddress(inner, 434)));
                XfrmListener.Heard heard = listener.poll();
                assertThat(heard.lost()).isFalse();
                assertThat(heard.messages())
                        .filteredOn(XfrmMessage.Acquire.class::isInstance)
                        .singleElement()
                        .isInstanceOfSatisfying(XfrmMessage.Acquire.class, acquire -> {
                            assertThat(acquire.id()).isEqualTo(SaId.esp(RIGHT, 0));
                            assertThat(acquire.selector().sourcePort()).isEqualTo(PortMatch.exactly(40_000));
                            assertThat(acquire.selector().destinationPort()).isEqualTo(PortMatch.exactly(434));
                            assertThat(acquire.selector().protocol()).isEqualTo(17);
                            assertThat(acquire.policy().templates().getFirst().reqid())
                                    .isEqualTo(7);
                        });
                assertThat(heard.messages()).anyMatch(XfrmMessage.PolicyNews.class::isInstance);
                assertThat(listener.poll().messages()).isEmpty();
            }
        });
    }

    @Test
    void anOverflowingListenerSaysThatEventsAreLostAndGoesOn() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open();
                    XfrmListener listener = XfrmListener.open(Set.of(XfrmGroup.POLICY))) {
                List<XfrmRequest> requests = new ArrayList<>();
                for (int i = 0; i < 1000; i++) {
                    requests.add(new XfrmRequest.UpdatePolicy(policy(i, PolicyDirection.OUT)));
                }
                // 16 MiB of queue at somewhat less than 1 KiB a message
                for (int round = 0; round < 40; round++) {
                    channel.exchange(requests);
                }
                assertThat(listener.poll().lost()).isTrue();
                channel.exchange(requests.getFirst());
                XfrmListener.Heard heard = listener.poll();
                assertThat(heard.lost()).isFalse();
                assertThat(heard.messages()).hasSize(1);
            }
        });
    }

    private static XfrmRequest gcm(int spi) {
        return new XfrmRequest.AddSa(new Sa(
                SaInfo.of(SaId.esp(RIGHT, spi), LEFT, 1, XfrmMode.TUNNEL),
                new SaAttributes.Builder()
                        .algorithm(new Algorithm.Aead("rfc4106(gcm(aes))", new byte[20], 128))
                        .build()));
    }

    @Test
    void aKernelWithoutGcmSaysSoAndOneWithItTakesTheState() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                switch (channel.exchange(gcm(0x100))) {
                    case XfrmReply.Done done -> {
                        assertThat(messages(channel.exchange(new XfrmRequest.DumpSas())))
                                .hasSize(1);
                        assertThat(refusal(channel.exchange(gcm(0x100))).errno())
                                .isEqualTo(Errno.EEXIST);
                    }
                    case XfrmReply.Refused(NetlinkError error) -> {
                        assertThat(error.errno()).isEqualTo(Errno.ENOSYS);
                        assertThat(error.text()).isEqualTo("Requested AEAD algorithm not found");
                        assertThat(error.toString())
                                .startsWith("XFRM_MSG_NEWSA: ENOSYS (Function not implemented): Requested AEAD");
                    }
                }
            }
        });
    }

    @Test
    void aKernelWithoutEspSaysSoAndOneWithItTakesTheState() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                XfrmRequest cbc = new XfrmRequest.AddSa(new Sa(
                        SaInfo.of(SaId.esp(RIGHT, 0x101), LEFT, 1, XfrmMode.TUNNEL),
                        new SaAttributes.Builder()
                                .algorithm(new Algorithm.Cipher("cbc(aes)", new byte[16]))
                                .algorithm(new Algorithm.Integrity("hmac(sha1)", new byte[20], 96))
                                .build()));
                switch (channel.exchange(cbc)) {
                    case XfrmReply.Done done ->
                        assertThat(messages(channel.exchange(new XfrmRequest.DumpSas())))
                                .hasSize(1);
                    case XfrmReply.Refused(NetlinkError error) -> {
                        assertThat(error.errno()).isEqualTo(Errno.EPROTONOSUPPORT);
                        assertThat(error.text()).isEqualTo("Requested type not found");
                    }
                }
            }
        });
    }

    /** XFRMA_MARK with four octets instead of eight, behind a policy that fills other requests' room. */
    private record BadMark(Policy policy) implements NetlinkRequest {
        @Override
        public int type() {
            return XfrmType.NEWPOLICY;
        }

        @Override
        public void write(MessageWriter writer) {
            policy.info().write(writer);
            Template.writeAll(writer, policy.templates());
            writer.attributeU32(XfrmAttribute.MARK, 1);
        }
    }

    @Test
    void theAttributeAtFaultIsNamedAlsoInTheMiddleOfABatch() throws Exception {
        PrivateNamespace.run(() -> {
            try (NetlinkChannel channel = NetlinkChannel.open(XfrmFamily.XFRM)) {
                Policy policy = policy(1, PolicyDirection.OUT);
                List<NetlinkReply> replies = channel.exchange(List.of(
                        new XfrmRequest.AddPolicy(policy(2, PolicyDirection.OUT)),
                        new BadMark(policy),
                        new XfrmRequest.AddPolicy(policy(3, PolicyDirection.OUT))));
                assertThat(replies.get(0)).isInstanceOf(NetlinkReply.Done.class);
                assertThat(replies.get(2)).isInstanceOf(NetlinkReply.Done.class);
                assertThat(replies.get(1)).isInstanceOfSatisfying(NetlinkReply.Refused.class, refused -> {
                    assertThat(refused.error().errno()).isEqualTo(Errno.ERANGE);
                    assertThat(refused.error().attribute()).contains("XFRMA_MARK");
                    // header, structure, XFRMA_TMPL
                    assertThat(refused.error().offset()).isEqualTo(16 + 168 + 68);
                    assertThat(refused.error().toString()).endsWith("XFRMA_MARK at offset 252");
                });
            }
        });
    }

    @Test
    void aProtocolThatDoesNotExistIsAnErrnoException() {
        assertThat(catchThrowableOfType(ErrnoException.class, () -> NetlinkSocket.open(99)))
                .hasMessageContaining("socket")
                .extracting(ErrnoException::errno)
                .isEqualTo(Errno.EPROTONOSUPPORT.number());
    }

    @Test
    void attributesOfADumpAreAllReadable() throws Exception {
        PrivateNamespace.run(() -> {
            try (NetlinkChannel channel = NetlinkChannel.open(XfrmFamily.XFRM)) {
                channel.exchange(new XfrmRequest.AddPolicy(policy(1, PolicyDirection.OUT)));
                NetlinkReply reply = channel.dump(new XfrmRequest.DumpPolicies());
                assertThat(reply).isInstanceOfSatisfying(NetlinkReply.Done.class, done -> {
                    assertThat(done.interrupted()).isFalse();
                    assertThat(done.messages()).hasSize(1);
                });
                var body = ((NetlinkReply.Done) reply).messages().getFirst().body();
                assertThat(Attributes.read(body.skip(PolicyInfo.SIZE)).types())
                        .contains(XfrmAttribute.TMPL, XfrmAttribute.MARK, XfrmAttribute.IF_ID);
            }
        });
    }

    private static XfrmReply outbound(XfrmChannel channel, Optional<SaDirection> direction, ReplayEsn replay)
            throws ErrnoException {
        SaInfo info =
                SaInfo.of(SaId.esp(RIGHT, 0x200), LEFT, 1, XfrmMode.TUNNEL).withReplay(0, Set.of(SaFlag.ESN));
        return channel.exchange(new XfrmRequest.AddSa(new Sa(
                info,
                new SaAttributes.Builder()
                        .algorithm(new Algorithm.Aead("rfc4106(gcm(aes))", new byte[20], 128))
                        .replayEsn(replay)
                        .direction(direction)
                        .build())));
    }

    /** The kernel looks at these before it looks for the algorithm, so that a kernel without ESP can tell, too. */
    @Test
    void anOutboundStateThatSaysSoMayHaveNoReplayWindowWhereTheKernelKnowsDirections() throws Exception {
        PrivateNamespace.run(() -> {
            try (XfrmChannel channel = XfrmChannel.open()) {
                // what the data plane sends: no direction, the smallest window; every kernel takes it as far as it
                // knows GCM
                XfrmReply plain = outbound(channel, Optional.empty(), ReplayEsn.fresh(32));
                if (plain instanceof XfrmReply.Refused(NetlinkError error)) {
                    assertThat(error.errno()).isEqualTo(Errno.ENOSYS);
                }
                channel.exchange(new XfrmRequest.FlushSas(0));
                if (outbound(channel, Optional.of(SaDirection.OUT), ReplayEsn.fresh(32))
                                instanceof XfrmReply.Refused(NetlinkError error)
                        && error.errno().equals(Errno.EINVAL)) {
                    assertThat(error.text()).contains("should be 0 for output SA");
                    XfrmReply right = outbound(channel, Optional.of(SaDirection.OUT), ReplayEsn.fresh(0));
                    if (right instanceof XfrmReply.Refused(NetlinkError other)) {
                        assertThat(other.errno()).isEqualTo(Errno.ENOSYS);
                    }
                }
            }
        });
    }
}
