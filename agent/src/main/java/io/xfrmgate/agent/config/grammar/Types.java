package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.agent.config.syntax.ParameterType;
import io.xfrmgate.agent.config.syntax.Suggestion;
import io.xfrmgate.ike.proposal.EncryptionAlgorithm;
import io.xfrmgate.ike.proposal.IntegrityAlgorithm;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.PrfAlgorithm;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The kinds of values in the language, by the names that the grammar's notation uses. */
final class Types {
    static final Map<String, ParameterType<?>> ALL = Map.ofEntries(
            Map.entry("name", new TextTypes.Name()),
            Map.entry("text", new TextTypes.Text()),
            Map.entry("secret", new TextTypes.SecretText()),
            Map.entry("sealed", new TextTypes.SealedText()),
            Map.entry("material", new TextTypes.Material()),
            Map.entry("private-material", new TextTypes.PrivateMaterial()),
            Map.entry("hex", new TextTypes.HexSecret()),
            Map.entry("url", new TextTypes.UrlText()),
            Map.entry("glued", new TextTypes.GluedList()),
            Map.entry("address", new AddressTypes.Address()),
            Map.entry("prefix", new AddressTypes.Prefix()),
            Map.entry("mark", new AddressTypes.MarkType()),
            Map.entry("protocol", new Protocols()),
            Map.entry("encryption", new Choice<>(encryption(), "encryption algorithm")),
            Map.entry("hmac", new Choice<>(integrity(), "HMAC")),
            Map.entry("prf", new Choice<>(prf(), "PRF")),
            Map.entry("group", new Choice<>(groups(g -> g != KeyExchangeGroup.NONE), "group")),
            Map.entry("pfs-group", new Choice<>(groups(g -> true), "group")));

    private Types() {}

    /** The canonical name of an encryption algorithm. */
    static String nameOf(EncryptionChoice choice) {
        return choice.algorithm() == EncryptionAlgorithm.AES_GMAC
                ? "aes-" + choice.keyBits() + "-gmac"
                : choice.algorithm().textWithKey(choice.keyBits());
    }

    /** The canonical name of a group. */
    static String nameOf(KeyExchangeGroup group) {
        return group == KeyExchangeGroup.NONE ? "none" : String.valueOf(group.id());
    }

    private static Map<String, EncryptionChoice> encryption() {
        Map<String, EncryptionChoice> words = new LinkedHashMap<>();
        for (EncryptionAlgorithm algorithm : EncryptionAlgorithm.values()) {
            List<Integer> sizes = algorithm.keySizes();
            for (int bits : sizes.isEmpty() ? List.of(0) : sizes) {
                EncryptionChoice choice = new EncryptionChoice(algorithm, bits);
                words.put(nameOf(choice), choice);
            }
        }
        for (int bits : EncryptionAlgorithm.AES_GMAC.keySizes()) { // as logs name it
            words.put(
                    EncryptionAlgorithm.AES_GMAC.textWithKey(bits),
                    new EncryptionChoice(EncryptionAlgorithm.AES_GMAC, bits));
        }
        return words;
    }

    private static Map<String, IntegrityAlgorithm> integrity() {
        Map<String, IntegrityAlgorithm> words = new LinkedHashMap<>();
        for (IntegrityAlgorithm algorithm : IntegrityAlgorithm.values()) {
            words.put(algorithm.text(), algorithm);
        }
        words.put("null", IntegrityAlgorithm.NONE); // StarOS knows both
        return words;
    }

    private static Map<String, PrfAlgorithm> prf() {
        Map<String, PrfAlgorithm> words = new LinkedHashMap<>();
        for (PrfAlgorithm algorithm : PrfAlgorithm.values()) {
            words.put(algorithm.text(), algorithm);
        }
        words.put("aes-scbc-128", PrfAlgorithm.AES128_XCBC); // StarOS's spelling
        return words;
    }

    private static Map<String, KeyExchangeGroup> groups(Predicate<KeyExchangeGroup> filter) {
        Map<String, KeyExchangeGroup> words = new LinkedHashMap<>();
        for (KeyExchangeGroup group : KeyExchangeGroup.values()) {
            if (filter.test(group)) {
                words.put(nameOf(group), group);
            }
        }
        return words;
    }

    /** One of some words. They are not abbreviated: names of algorithms differ in their last letters. */
    private record Choice<V>(Map<String, V> values, String kind) implements ParameterType<V> {
        Choice {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values)); // Map.copyOf would lose the order
        }

        @Override
        public Reading<V> read(String text) {
            V value = values.get(text);
            return value == null ? new Refused<>("is no " + kind + " that is known here") : new Accepted<>(value);
        }

        @Override
        public String expected() {
            return String.join(", ", values.keySet());
        }

        @Override
        public List<String> words() {
            return List.copyOf(values.keySet());
        }
    }

    /** Protocols by name or number. */
    static final class Protocols implements ParameterType<Integer> {
        private static final Map<String, Integer> NUMBERS = protocols();

        private static Map<String, Integer> protocols() {
            Map<String, Integer> numbers = new LinkedHashMap<>();
            numbers.put("ip", 0);
            numbers.put("icmp", 1);
            numbers.put("igmp", 2);
            numbers.put("tcp", 6);
            numbers.put("udp", 17);
            numbers.put("gre", 47);
            numbers.put("esp", 50);
            numbers.put("ah", 51);
            numbers.put("icmpv6", 58);
            numbers.put("ospf", 89);
            numbers.put("sctp", 132);
            return Collections.unmodifiableMap(numbers);
        }

        /** The name, where it has one. */
        static String nameOf(int protocol) {
            return NUMBERS.entrySet().stream()
                    .filter(e -> e.getValue() == protocol)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(String.valueOf(protocol));
        }

        @Override
        public Reading<Integer> read(String text) {
            Integer number = NUMBERS.get(text);
            if (number != null) {
                return new Accepted<>(number);
            }
            if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= 255) {
                return new Accepted<>(Integer.parseInt(text));
            }
            return new Refused<>(
                    Suggestion.nearest(text, NUMBERS.keySet()).isPresent()
                            ? "is a misspelt protocol"
                            : "is no protocol that is known here");
        }

        @Override
        public String expected() {
            return String.join(", ", NUMBERS.keySet()) + ", or a protocol number up to 255";
        }

        @Override
        public List<String> words() {
            return List.copyOf(NUMBERS.keySet());
        }
    }
}
