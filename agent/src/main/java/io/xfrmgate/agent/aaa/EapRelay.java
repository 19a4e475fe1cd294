package io.xfrmgate.agent.aaa;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapConversation;
import io.xfrmgate.ike.eap.EapGrant;
import io.xfrmgate.ike.eap.EapPacket;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.aaa4j.radius.core.attribute.Attribute;
import org.aaa4j.radius.core.attribute.ConcatData;
import org.aaa4j.radius.core.attribute.StringData;
import org.aaa4j.radius.core.attribute.attributes.EapMessage;
import org.aaa4j.radius.core.attribute.attributes.FramedIpAddress;
import org.aaa4j.radius.core.attribute.attributes.FramedIpv6Address;
import org.aaa4j.radius.core.attribute.attributes.FramedPool;
import org.aaa4j.radius.core.attribute.attributes.ReplyMessage;
import org.aaa4j.radius.core.attribute.attributes.SessionTimeout;
import org.aaa4j.radius.core.attribute.attributes.State;
import org.aaa4j.radius.core.attribute.attributes.UserName;
import org.aaa4j.radius.core.packet.Packet;
import org.aaa4j.radius.core.packet.packets.AccessAccept;
import org.aaa4j.radius.core.packet.packets.AccessChallenge;
import org.aaa4j.radius.core.packet.packets.AccessReject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's {@link EapPort}: carries peers' EAP to RADIUS servers and back (RFC 3579), each message on a virtual thread of its
 * own. It remembers nothing of a peer; what a server wants to have back is in the conversation that the core keeps.
 */
final class EapRelay implements EapPort {
    private static final Logger LOG = LoggerFactory.getLogger(EapRelay.class);

    /** Under way at once; more are refused, and their peers try again. */
    private static final int MAX_UNDER_WAY = 10_000;

    private static final int MAX_TEXT = 200;

    private final RadiusClient client;
    private final EapTerminator terminator;
    private final Semaphore free = new Semaphore(MAX_UNDER_WAY);

    /** Where a conversation stands: with whom, and what that one wants to have back. */
    private record Carried(RadiusServer server, byte[] state) implements EapConversation {}

    EapRelay(RadiusClient client, EapTerminator terminator) {
        this.client = client;
        this.terminator = terminator;
    }

    @Override
    public void submit(EapRequest request, Consumer<EapAnswer> answer) {
        if (!free.tryAcquire()) {
            answer.accept(new EapAnswer.Unavailable("too many peers are being authenticated at once"));
            return;
        }
        Thread.ofVirtual().name("eap").start(() -> {
            EapAnswer result;
            try {
                result = judge(request);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                result = new EapAnswer.Unavailable("the gateway is stopping");
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                // What a server or a peer sends may meet a bug; the peer must not go without an answer.
                LOG.error(
                        "{}",
                        LogLine.event("internal-error").add("doing", "eap").add("error", e));
                result = new EapAnswer.Unavailable("an internal error; see the log");
            } finally {
                free.release();
            }
            answer.accept(result);
        });
    }

    private EapAnswer judge(EapRequest request) throws InterruptedException {
        if (!(request.policy().rules() instanceof EapRules rules)) {
            return new EapAnswer.Unavailable("eap-profile " + request.policy().name() + " names no servers");
        }
        if (!NasAttributes.isUserName(request.eapIdentity())) {
            return new EapAnswer.Rejected("its EAP identity, of " + request.eapIdentity().length
                    + " octets, can not be a User-Name (RFC 2865 section 5.1)");
        }
        if (!rules.ended().isEmpty()) {
            return terminator.judge(request, rules, client);
        }
        Optional<Carried> before = request.conversation().map(Carried.class::cast);
        List<Attribute<?>> attributes = new ArrayList<>(NasAttributes.of(request, rules.servers()));
        attributes.add(new EapMessage(new ConcatData(request.message())));
        before.ifPresent(carried -> attributes.add(new State(new StringData(carried.state()))));
        RadiusClient.Outcome outcome = before.isPresent()
                ? client.ask(rules.servers(), before.get().server(), attributes)
                : client.ask(rules.servers(), attributes);
        return switch (outcome) {
            case RadiusClient.Outcome.Unanswered(var detail) -> new EapAnswer.Unavailable(detail);
            case RadiusClient.Outcome.Answered answered -> read(answered);
        };
    }

    private static EapAnswer read(RadiusClient.Outcome.Answered answered) {
        Packet packet = answered.packet();
        Optional<byte[]> eap = packet.getAttribute(EapMessage.class)
                .map(message -> message.getData().getData());
        String name = answered.server().name();
        return switch (packet) {
            case AccessChallenge challenge ->
                eap.<EapAnswer>map(message ->
                                new EapAnswer.Challenge(message, new Carried(answered.server(), state(challenge))))
                        .orElseGet(() -> new EapAnswer.Unavailable(name + " sends an Access-Challenge without EAP"));
            case AccessAccept _ ->
                eap.flatMap(EapPacket::read)
                                .filter(p -> p.code() == EapPacket.SUCCESS)
                                .isPresent()
                        ? accept(answered)
                        : new EapAnswer.Unavailable(name + " sends an Access-Accept without EAP-Success");
            case AccessReject reject -> rejected(name, reject);
            default -> new EapAnswer.Unavailable(name + " answers with packet code " + packet.getCode());
        };
    }

    private static byte[] state(Packet challenge) {
        return challenge
                .getAttribute(State.class)
                .map(state -> state.getData().getValue())
                .orElse(new byte[0]);
    }

    static EapAnswer rejected(String server, Packet reject) {
        String said = reject.getAttributes(ReplyMessage.class).stream()
                .map(message -> message.getData().getValue())
                .reduce("", String::concat)
                .replaceAll("[^\\x20-\\x7e]", "?");
        String text = said.length() <= MAX_TEXT ? said : said.substring(0, MAX_TEXT);
        return new EapAnswer.Rejected("Access-Reject from " + server + (text.isEmpty() ? "" : ", which says: " + text));
    }

    /** What an Access-Accept grants. */
    static EapAnswer accept(RadiusClient.Outcome.Answered answered) {
        Packet accept = answered.packet();
        byte[] key = answered.server().key().octets();
        Optional<Secret> msk;
        try {
            msk = MppeKeys.msk(accept, key, answered.authenticator());
        } catch (IllegalArgumentException malformed) {
            return new EapAnswer.Unavailable(answered.server().name() + " sends " + malformed.getMessage());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
        return new EapAnswer.Accepted(new EapGrant(
                msk,
                accept.getAttribute(UserName.class).map(name -> name.getData().getValue()),
                accept.getAttribute(SessionTimeout.class)
                        .map(timeout -> Integer.toUnsignedLong(timeout.getData().getValue()))
                        .orElse(0L),
                addresses(accept),
                accept.getAttributes(FramedPool.class).stream()
                        .map(pool -> pool.getData().getValue())
                        .toList()));
    }

    private static List<IpAddress> addresses(Packet accept) {
        List<IpAddress> addresses = new ArrayList<>();
        accept.getAttributes(FramedIpAddress.class).stream()
                .map(framed -> IpAddress.of(framed.getData().getValue().getAddress()))
                .filter(EapRelay::isAddress)
                .forEach(addresses::add);
        accept.getAttributes(FramedIpv6Address.class).stream()
                .map(framed -> IpAddress.of(framed.getData().getValue().getAddress()))
                .forEach(addresses::add);
        return addresses;
    }

    /** 255.255.255.255 and 255.255.255.254 say that the peer, or we, may choose (RFC 2865 section 5.8). */
    private static boolean isAddress(IpAddress address) {
        byte[] octets = address.octets();
        return !(octets[0] == -1 && octets[1] == -1 && octets[2] == -1 && (octets[3] & 0xFE) == 0xFE);
    }
}
