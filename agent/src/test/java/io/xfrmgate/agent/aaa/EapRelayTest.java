package io.xfrmgate.agent.aaa;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapConversation;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.eap.EapPacket;
import io.xfrmgate.ike.eap.EapPolicy;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.Identification;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.aaa4j.radius.core.attribute.Attribute;
import org.aaa4j.radius.core.attribute.ConcatData;
import org.aaa4j.radius.core.attribute.IntegerData;
import org.aaa4j.radius.core.attribute.Ipv4AddrData;
import org.aaa4j.radius.core.attribute.StringData;
import org.aaa4j.radius.core.attribute.TextData;
import org.aaa4j.radius.core.attribute.VsaData;
import org.aaa4j.radius.core.attribute.attributes.CallingStationId;
import org.aaa4j.radius.core.attribute.attributes.ChapChallenge;
import org.aaa4j.radius.core.attribute.attributes.ChapPassword;
import org.aaa4j.radius.core.attribute.attributes.EapMessage;
import org.aaa4j.radius.core.attribute.attributes.FramedIpAddress;
import org.aaa4j.radius.core.attribute.attributes.FramedPool;
import org.aaa4j.radius.core.attribute.attributes.MessageAuthenticator;
import org.aaa4j.radius.core.attribute.attributes.NasIdentifier;
import org.aaa4j.radius.core.attribute.attributes.ReplyMessage;
import org.aaa4j.radius.core.attribute.attributes.SessionTimeout;
import org.aaa4j.radius.core.attribute.attributes.State;
import org.aaa4j.radius.core.attribute.attributes.UserName;
import org.aaa4j.radius.core.attribute.attributes.UserPassword;
import org.aaa4j.radius.core.attribute.attributes.VendorSpecific;
import org.aaa4j.radius.core.packet.Packet;
import org.aaa4j.radius.core.packet.packets.AccessAccept;
import org.aaa4j.radius.core.packet.packets.AccessChallenge;
import org.aaa4j.radius.core.packet.packets.AccessReject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The way from the core to servers on real sockets, and back. */
class EapRelayTest {
    private static final byte[] SUCCESS = EapPacket.end(EapPacket.SUCCESS, 2).encode();
    private static final byte[] QUESTION = new EapPacket(EapPacket.REQUEST, 7, 13, new byte[600]).encode();

    private final SecureRandom random = new SecureRandom();
    private final RadiusClient client = new RadiusClient(
            (namespace, from, server) -> RadiusSockets.connected(from, server),
            new RadiusCodec(random),
            System::nanoTime,
            LoggerFactory.getLogger(EapRelayTest.class));
    private final EapRelay relay = new EapRelay(client, new EapTerminator(random));
    private final List<FakeRadiusServer> fakes = new ArrayList<>();

    @AfterEach
    void close() {
        client.close();
        fakes.forEach(FakeRadiusServer::close);
    }

    private FakeRadiusServer fake(FakeRadiusServer.Answerer answerer) throws IOException {
        FakeRadiusServer fake = new FakeRadiusServer(answerer);
        fakes.add(fake);
        return fake;
    }

    /** Gives up on a silent server after two sendings, each waiting for {@code millis}. */
    private RadiusGroup group(int millis, boolean bare, RadiusServer... servers) {
        RadiusGroup group = new RadiusGroup(
                "isp/default",
                Optional.empty(),
                List.of(servers),
                false,
                Duration.ofMillis(millis),
                5,
                2,
                Duration.ofMinutes(10),
                Optional.of("gw1"),
                Optional.empty(),
                bare);
        client.use(List.of(group));
        return group;
    }

    private RadiusGroup group(RadiusServer... servers) {
        return group(10_000, false, servers);
    }

    private EapAnswer ask(
            RadiusGroup group, List<EapRules.Method> ended, Optional<EapConversation> before, EapPacket said)
            throws Exception {
        CompletableFuture<EapAnswer> answer = new CompletableFuture<>();
        relay.submit(
                new EapRequest(
                        new EapPolicy("eap", false, false, new EapRules(group, ended)),
                        Identification.rfc822("alice@example.org"),
                        "alice@example.org".getBytes(StandardCharsets.UTF_8),
                        new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500),
                        new UdpEndpoint(IpAddress.parse("198.51.100.1"), 4500),
                        0xABCDL,
                        before,
                        said.encode()),
                answer::complete);
        return answer.get(60, TimeUnit.SECONDS);
    }

    private EapAnswer begin(RadiusGroup group) throws Exception {
        return ask(group, List.of(), Optional.empty(), identity());
    }

    private static EapPacket identity() {
        return new EapPacket(
                EapPacket.RESPONSE, 1, EapPacket.IDENTITY, "alice@example.org".getBytes(StandardCharsets.UTF_8));
    }

    private static EapMessage eap(byte[] message) {
        return new EapMessage(new ConcatData(message));
    }

    private static FakeRadiusServer.Answerer saying(Attribute<?>... attributes) {
        return request -> List.of(request.answer(new AccessAccept(List.of(attributes)), FakeRadiusServer.KEY));
    }

    private static FakeRadiusServer.Answerer accepting() {
        return saying(new MessageAuthenticator(), eap(SUCCESS));
    }

    private static EapGrant granted(EapAnswer answer) {
        assertThat(answer).isInstanceOf(EapAnswer.Accepted.class);
        return ((EapAnswer.Accepted) answer).grant();
    }

    private static String unavailable(EapAnswer answer) {
        assertThat(answer).isInstanceOf(EapAnswer.Unavailable.class);
        return ((EapAnswer.Unavailable) answer).detail();
    }

    // ---- pass-through ----------------------------------------------------------------------------------------------

    @Test
    void aConversation() throws Exception {
        FakeRadiusServer fake = fake(request -> List.of(request.answer(
                request.packet().getAttribute(State.class).isEmpty()
                        ? new AccessChallenge(List.of(
                                new MessageAuthenticator(),
                                new State(new StringData(new byte[] {9, 8, 7})),
                                eap(QUESTION)))
                        : new AccessAccept(List.of(new MessageAuthenticator(), eap(SUCCESS))),
                FakeRadiusServer.KEY)));
        RadiusGroup group = group(fake.server());
        EapAnswer first = begin(group);
        assertThat(first).isInstanceOf(EapAnswer.Challenge.class);
        EapAnswer.Challenge challenge = (EapAnswer.Challenge) first;
        assertThat(challenge.message()).isEqualTo(QUESTION);
        EapAnswer second = ask(
                group,
                List.of(),
                Optional.of(challenge.conversation()),
                new EapPacket(EapPacket.RESPONSE, 7, 13, new byte[700]));
        assertThat(granted(second).msk()).isEmpty();
        Packet asked = fake.requests().get(1);
        assertThat(asked.getAttributes().getFirst()).isInstanceOf(MessageAuthenticator.class);
        assertThat(asked.getAttribute(UserName.class).orElseThrow().getData().getValue())
                .isEqualTo("alice@example.org");
        assertThat(asked.getAttribute(NasIdentifier.class)
                        .orElseThrow()
                        .getData()
                        .getValue())
                .isEqualTo("gw1");
        assertThat(asked.getAttribute(CallingStationId.class)
                        .orElseThrow()
                        .getData()
                        .getValue())
                .isEqualTo("198.51.100.1");
        assertThat(asked.getAttribute(State.class).orElseThrow().getData().getValue())
                .containsExactly(9, 8, 7);
        assertThat(asked.getAttribute(EapMessage.class).orElseThrow().getData().getData())
                .hasSize(705);
    }

    /** RFC 2548 section 2.4.2, the server's side. */
    private static VendorSpecific mppe(int type, byte[] key, byte[] authenticator) throws NoSuchAlgorithmException {
        byte[] clear = Arrays.copyOf(new byte[] {(byte) key.length}, (1 + key.length + 15) / 16 * 16);
        System.arraycopy(key, 0, clear, 1, key.length);
        byte[] hidden = new byte[2 + clear.length];
        hidden[0] = (byte) 0x81;
        hidden[1] = (byte) type;
        byte[] before = Arrays.copyOf(authenticator, 18);
        System.arraycopy(hidden, 0, before, 16, 2);
        for (int at = 0; at < clear.length; at += 16) {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(FakeRadiusServer.KEY.getBytes(StandardCharsets.UTF_8));
            byte[] mask = md5.digest(before);
            for (int i = 0; i < 16; i++) {
                hidden[2 + at + i] = (byte) (clear[at + i] ^ mask[i]);
            }
            before = Arrays.copyOfRange(hidden, 2 + at, 2 + at + 16);
        }
        return new VendorSpecific(new VsaData(311, type, hidden));
    }

    private static byte[] filled(int length, int with) {
        byte[] filled = new byte[length];
        Arrays.fill(filled, (byte) with);
        return filled;
    }

    @Test
    void keysOfEveryLength() throws Exception {
        for (int length : new int[] {16, 32}) {
            FakeRadiusServer fake = fake(request -> {
                try {
                    return List.of(request.answer(
                            new AccessAccept(List.of(
                                    new MessageAuthenticator(),
                                    eap(SUCCESS),
                                    mppe(17, filled(length, 1), request.authenticator()),
                                    mppe(16, filled(length, 2), request.authenticator()))),
                            FakeRadiusServer.KEY));
                } catch (NoSuchAlgorithmException e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] msk =
                    granted(begin(group(fake.server()))).msk().orElseThrow().octets();
            assertThat(msk).hasSize(64).startsWith(filled(length, 1));
            assertThat(Arrays.copyOfRange(msk, length, 2 * length)).containsOnly(2);
            assertThat(Arrays.copyOfRange(msk, 2 * length, 64)).isEqualTo(new byte[64 - 2 * length]);
        }
    }

    @Test
    void oneKeyIsNotEnough() throws Exception {
        FakeRadiusServer fake = fake(request -> {
            try {
                return List.of(request.answer(
                        new AccessAccept(List.of(
                                new MessageAuthenticator(),
                                eap(SUCCESS),
                                mppe(17, filled(32, 1), request.authenticator()))),
                        FakeRadiusServer.KEY));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(unavailable(begin(group(fake.server())))).contains("only one of");
    }

    @Test
    void whatIsGranted() throws Exception {
        FakeRadiusServer fake = fake(saying(
                new MessageAuthenticator(),
                eap(SUCCESS),
                new UserName(new TextData("Alice")),
                new SessionTimeout(new IntegerData(3600)),
                new FramedIpAddress(new Ipv4AddrData(inet4("10.1.2.3"))),
                new FramedIpAddress(new Ipv4AddrData(inet4("255.255.255.254"))),
                new FramedPool(new TextData("gold"))));
        EapGrant grant = granted(begin(group(fake.server())));
        assertThat(grant.identity()).contains("Alice");
        assertThat(grant.sessionSeconds()).isEqualTo(3600);
        assertThat(grant.addresses()).containsExactly(IpAddress.parse("10.1.2.3"));
        assertThat(grant.pools()).containsExactly("gold");
    }

    private static Inet4Address inet4(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    void aRejectionSaysWhy() throws Exception {
        FakeRadiusServer fake = fake(request -> List.of(request.answer(
                new AccessReject(List.of(
                        new MessageAuthenticator(),
                        eap(EapPacket.end(EapPacket.FAILURE, 1).encode()),
                        new ReplyMessage(new TextData("account\nclosed")))),
                FakeRadiusServer.KEY)));
        EapAnswer answer = begin(group(fake.server()));
        assertThat(answer).isInstanceOf(EapAnswer.Rejected.class);
        assertThat(((EapAnswer.Rejected) answer).detail()).contains("127.0.0.1").contains("account?closed");
    }

    @Test
    void anAcceptWithoutEapIsNone() throws Exception {
        FakeRadiusServer fake = fake(saying(new MessageAuthenticator()));
        assertThat(unavailable(begin(group(fake.server())))).contains("without EAP-Success");
    }

    @Test
    void anIdentityThatIsNoUserName() throws Exception {
        FakeRadiusServer fake = fake(accepting());
        RadiusGroup group = group(fake.server());
        for (byte[] identity : List.of(new byte[0], filled(254, 'a'), filled(100, 0xFF))) {
            CompletableFuture<EapAnswer> answer = new CompletableFuture<>();
            relay.submit(
                    new EapRequest(
                            new EapPolicy("eap", false, false, new EapRules(group, List.of())),
                            Identification.keyId(identity),
                            identity,
                            new UdpEndpoint(IpAddress.parse("192.0.2.1"), 500),
                            new UdpEndpoint(IpAddress.parse("198.51.100.1"), 500),
                            1,
                            Optional.empty(),
                            identity().encode()),
                    answer::complete);
            assertThat(answer.get(60, TimeUnit.SECONDS)).isInstanceOf(EapAnswer.Rejected.class);
        }
        assertThat(fake.requests()).isEmpty();
    }

    // ---- what is not believed --------------------------------------------------------------------------------------

    @Test
    void onlyAnAuthenticAnswerCounts() throws Exception {
        FakeRadiusServer fake = fake(request -> List.of(
                new byte[] {2, request.octets()[1], 0},
                request.answer(new AccessAccept(List.of(new MessageAuthenticator(), eap(SUCCESS))), "another key"),
                request.answer(new AccessAccept(List.of(eap(SUCCESS))), FakeRadiusServer.KEY),
                request.answer(new AccessReject(List.of(new MessageAuthenticator())), FakeRadiusServer.KEY)));
        assertThat(begin(group(fake.server()))).isInstanceOf(EapAnswer.Rejected.class);
        assertThat(client.servers()).singleElement().satisfies(server -> {
            assertThat(server.ignored.sum()).isEqualTo(3);
            assertThat(server.rejects.sum()).isEqualTo(1);
            assertThat(server.accepts.sum()).isZero();
        });
    }

    /** CVE-2024-3596: an answer to a bare password may do without, where it is allowed; one with EAP never. */
    @Test
    void bareAnswersWhereTheyAreAllowed() throws Exception {
        FakeRadiusServer fake =
                fake(request -> List.of(request.answer(new AccessAccept(List.of(eap(SUCCESS))), FakeRadiusServer.KEY)));
        assertThat(unavailable(begin(group(50, true, fake.server())))).contains("not authentic");
        fake.answers(request -> List.of(request.answer(new AccessAccept(List.of()), FakeRadiusServer.KEY)));
        RadiusGroup bare = group(10_000, true, fake.server());
        assertThat(md5(bare, "secret")).isInstanceOf(EapAnswer.Accepted.class);
        assertThat(unavailable(md5(group(50, false, fake.server()), "secret"))).contains("not authentic");
    }

    // ---- servers that fail -----------------------------------------------------------------------------------------

    /** The time is for the good one, too, however slow the machine. */
    @Test
    void theNextServerWhereOneIsSilent() throws Exception {
        FakeRadiusServer silent = fake(request -> List.of());
        FakeRadiusServer good = fake(accepting());
        RadiusGroup group = group(2_000, false, silent.server(), good.server());
        granted(begin(group));
        granted(begin(group));
        ServerRecord dead = record(silent);
        assertThat(dead.isUp()).isFalse();
        assertThat(dead.requests.sum()).as("a dead server is left alone").isEqualTo(1);
        assertThat(dead.timeouts.sum()).isEqualTo(2);
        assertThat(dead.retransmits.sum()).isEqualTo(1);
        assertThat(record(good).requests.sum()).isEqualTo(2);
        assertThat(record(good).isUp()).isTrue();
    }

    private ServerRecord record(FakeRadiusServer fake) {
        return client.servers().stream()
                .filter(s -> s.key().server().equals(fake.server()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theNextServerWhereNobodyListens() throws Exception {
        int free;
        try (DatagramSocket taken = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            free = taken.getLocalPort();
        }
        FakeRadiusServer good = fake(accepting());
        RadiusServer nobody = new RadiusServer(
                IpAddress.parse("127.0.0.1"), free, good.server().key());
        granted(begin(group(nobody, good.server())));
    }

    @Test
    void deadServersAreAskedWhereThereIsNoOther() throws Exception {
        FakeRadiusServer fake = fake(request -> List.of());
        RadiusGroup group = group(50, false, fake.server());
        assertThat(unavailable(begin(group))).contains("does not answer");
        fake.answers(accepting());
        RadiusGroup patient = group(10_000, false, fake.server());
        granted(begin(patient));
        assertThat(client.servers()).allMatch(ServerRecord::isUp);
    }

    @Test
    void aServerThatIsNotConfiguredAnyMore() throws Exception {
        FakeRadiusServer fake = fake(accepting());
        RadiusGroup group = group(fake.server());
        granted(begin(group));
        client.use(List.of());
        assertThat(unavailable(begin(group))).contains("no server any more");
    }

    /** What the kernel drops of such a burst is sent again. */
    @Test
    void moreAtOnceThanOneSocketHasIdentifiers() throws Exception {
        FakeRadiusServer fake = fake(accepting());
        RadiusGroup group = group(3_000, false, fake.server());
        List<CompletableFuture<EapAnswer>> answers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            CompletableFuture<EapAnswer> answer = new CompletableFuture<>();
            answers.add(answer);
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(begin(group));
                } catch (Exception e) {
                    answer.completeExceptionally(e);
                }
            }));
        }
        for (CompletableFuture<EapAnswer> answer : answers) {
            granted(answer.get(60, TimeUnit.SECONDS));
        }
    }

    // ---- methods that end here -------------------------------------------------------------------------------------

    private EapAnswer md5(RadiusGroup group, String password) throws Exception {
        EapAnswer.Challenge challenge =
                (EapAnswer.Challenge) ask(group, List.of(EapRules.Method.MD5), Optional.empty(), identity());
        EapPacket question = EapPacket.read(challenge.message()).orElseThrow();
        assertThat(question.type()).isEqualTo(EapPacket.MD5_CHALLENGE);
        byte[] value = new byte[17];
        value[0] = 16;
        System.arraycopy(
                hash(question.identifier(), password, Arrays.copyOfRange(question.data(), 1, 17)), 0, value, 1, 16);
        return ask(
                group,
                List.of(EapRules.Method.MD5),
                Optional.of(challenge.conversation()),
                new EapPacket(EapPacket.RESPONSE, question.identifier(), EapPacket.MD5_CHALLENGE, value));
    }

    private static byte[] hash(int identifier, String password, byte[] challenge) throws NoSuchAlgorithmException {
        MessageDigest md5 = MessageDigest.getInstance("MD5");
        md5.update((byte) identifier);
        md5.update(password.getBytes(StandardCharsets.UTF_8));
        return md5.digest(challenge);
    }

    /** A server with one user, who has CHAP (RFC 2865 section 5.3) or the password itself. */
    private static FakeRadiusServer.Answerer knowing(String password) {
        return request -> {
            try {
                Packet packet = request.packet();
                boolean good = packet.getAttribute(UserPassword.class)
                        .map(p -> new String(p.getData().getValue(), StandardCharsets.UTF_8).equals(password))
                        .orElse(false);
                Optional<ChapPassword> chap = packet.getAttribute(ChapPassword.class);
                if (chap.isPresent()) {
                    byte[] value = chap.get().getData().getValue();
                    byte[] challenge = packet.getAttribute(ChapChallenge.class)
                            .orElseThrow()
                            .getData()
                            .getValue();
                    good = Arrays.equals(
                            hash(value[0], password, challenge), Arrays.copyOfRange(value, 1, value.length));
                }
                List<Attribute<?>> bare = List.of(new MessageAuthenticator());
                return List.of(
                        request.answer(good ? new AccessAccept(bare) : new AccessReject(bare), FakeRadiusServer.KEY));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void md5BecomesChap() throws Exception {
        RadiusGroup group = group(fake(knowing("secret")).server());
        assertThat(granted(md5(group, "secret")).msk()).isEmpty();
        assertThat(md5(group, "wrong")).isInstanceOf(EapAnswer.Rejected.class);
    }

    @Test
    void gtcBecomesAPassword() throws Exception {
        RadiusGroup group = group(fake(knowing("secret")).server());
        List<EapRules.Method> both = List.of(EapRules.Method.MD5, EapRules.Method.GTC);
        EapAnswer.Challenge md5 = (EapAnswer.Challenge) ask(group, both, Optional.empty(), identity());
        EapPacket question = EapPacket.read(md5.message()).orElseThrow();
        EapAnswer.Challenge gtc = (EapAnswer.Challenge) ask(
                group,
                both,
                Optional.of(md5.conversation()),
                new EapPacket(EapPacket.RESPONSE, question.identifier(), EapPacket.NAK, new byte[] {EapPacket.GTC}));
        EapPacket prompt = EapPacket.read(gtc.message()).orElseThrow();
        assertThat(prompt.type()).isEqualTo(EapPacket.GTC);
        EapPacket password = new EapPacket(
                EapPacket.RESPONSE, prompt.identifier(), EapPacket.GTC, "secret".getBytes(StandardCharsets.UTF_8));
        granted(ask(group, both, Optional.of(gtc.conversation()), password));
    }

    @Test
    void aPeerThatWantsNoneOfTheMethods() throws Exception {
        RadiusGroup group = group(fake(knowing("secret")).server());
        List<EapRules.Method> one = List.of(EapRules.Method.MD5);
        EapAnswer.Challenge md5 = (EapAnswer.Challenge) ask(group, one, Optional.empty(), identity());
        EapPacket nak = new EapPacket(
                EapPacket.RESPONSE,
                EapPacket.read(md5.message()).orElseThrow().identifier(),
                EapPacket.NAK,
                new byte[] {26});
        assertThat(ask(group, one, Optional.of(md5.conversation()), nak)).isInstanceOf(EapAnswer.Rejected.class);
    }
}
