package io.xfrmgate.ike.proposal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Proposals from the text that {@link Proposal#toString} gives: {@code "ESP:aes-cbc-128/sha1-96/no-esn"}. */
final class Proposals {
    private static final Map<String, Transform> NAMES = Stream.of(
                    Arrays.stream(EncryptionAlgorithm.values())
                            .flatMap(a -> a.keySizes().isEmpty()
                                    ? Stream.of(Transform.encr(a, 0))
                                    : a.keySizes().stream().map(bits -> Transform.encr(a, bits))),
                    Arrays.stream(PrfAlgorithm.values()).map(Transform::prf),
                    Arrays.stream(IntegrityAlgorithm.values()).map(Transform::integ),
                    Arrays.stream(KeyExchangeGroup.values()).map(Transform::ke),
                    Stream.of(Transform.esn(true), Transform.esn(false)))
            .flatMap(Function.identity())
            .collect(Collectors.toMap(Transform::toString, Function.identity()));

    private Proposals() {}

    static Proposal of(int number, String text) {
        String[] parts = text.split(":");
        SecurityProtocol protocol = SecurityProtocol.valueOf(parts[0]);
        List<Transform> transforms = parts.length == 1
                ? List.of()
                : Arrays.stream(parts[1].split("/")).map(Proposals::transform).toList();
        return new Proposal(number, protocol, protocol == SecurityProtocol.IKE ? 0 : 0x100 + number, transforms);
    }

    /** Several of them, numbered from 1, with spaces between. */
    static List<Proposal> list(String text) {
        String[] parts = text.split(" ");
        return java.util.stream.IntStream.range(0, parts.length)
                .mapToObj(i -> of(i + 1, parts[i]))
                .toList();
    }

    private static Transform transform(String name) {
        Transform transform = NAMES.get(name);
        if (transform == null) {
            throw new IllegalArgumentException("no transform is called " + name + "; known: " + NAMES.keySet());
        }
        return transform;
    }
}
