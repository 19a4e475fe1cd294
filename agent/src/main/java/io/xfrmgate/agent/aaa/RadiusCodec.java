package io.xfrmgate.agent.aaa;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.aaa4j.radius.core.attribute.Attribute;
import org.aaa4j.radius.core.attribute.attributes.EapMessage;
import org.aaa4j.radius.core.attribute.attributes.MessageAuthenticator;
import org.aaa4j.radius.core.dictionary.Dictionary;
import org.aaa4j.radius.core.dictionary.dictionaries.StandardDictionary;
import org.aaa4j.radius.core.packet.Packet;
import org.aaa4j.radius.core.packet.PacketCodec;
import org.aaa4j.radius.core.packet.PacketCodecException;
import org.aaa4j.radius.core.packet.packets.AccessRequest;

/** Access-Requests and the answers to them as octets. */
final class RadiusCodec {
    private static final int AUTHENTICATOR = 16;
    private static final int HEADER = 20;
    private static final int MAX_LENGTH = 4096;

    private final Dictionary dictionary = new StandardDictionary();
    private final SecureRandom random;

    /** A request as sent, and the Request Authenticator that its answer is proven by. */
    record Encoded(byte[] octets, byte[] authenticator) {}

    RadiusCodec(SecureRandom random) {
        this.random = random;
    }

    /**
     * An Access-Request. Message-Authenticator goes first, as the mitigation of CVE-2024-3596 wants it.
     *
     * @param key wiped by the caller
     * @return empty if it is longer than RADIUS allows
     */
    Optional<Encoded> request(List<Attribute<?>> attributes, byte[] key, int identifier) {
        byte[] authenticator = new byte[AUTHENTICATOR];
        random.nextBytes(authenticator);
        List<Attribute<?>> all = new ArrayList<>(attributes);
        all.addFirst(new MessageAuthenticator());
        PacketCodec codec = new PacketCodec(dictionary, random::nextBytes, () -> identifier);
        try {
            byte[] octets = codec.encodeRequest(new AccessRequest(all), key, authenticator);
            return Optional.of(new Encoded(octets, authenticator)).filter(e -> octets.length <= MAX_LENGTH);
        } catch (PacketCodecException | IllegalArgumentException tooLong) {
            return Optional.empty();
        }
    }

    /**
     * The answer to a request: proven by its Response Authenticator and, where it is demanded or EAP is in it, by a
     * Message-Authenticator.
     *
     * @param datagram what came; octets after the packet's own length are padding (RFC 2865 section 3)
     * @return empty if it is not authentic, or malformed
     */
    Optional<Packet> answer(byte[] datagram, byte[] key, byte[] authenticator, boolean bareAnswers) {
        int length = datagram.length < HEADER ? 0 : (datagram[2] & 0xFF) << 8 | (datagram[3] & 0xFF);
        if (length < HEADER || length > datagram.length) {
            return Optional.empty();
        }
        try {
            Packet packet = new PacketCodec(dictionary, random::nextBytes)
                    .decodeResponse(Arrays.copyOf(datagram, length), key, authenticator);
            boolean authenticated =
                    packet.getAttribute(MessageAuthenticator.class).isPresent();
            boolean bare = bareAnswers && packet.getAttribute(EapMessage.class).isEmpty();
            return authenticated || bare ? Optional.of(packet) : Optional.empty();
        } catch (PacketCodecException | RuntimeException malformed) {
            return Optional.empty(); // whatever a stranger sends is no more than a datagram that does not count
        }
    }
}
