package io.xfrmgate.ike.proposal;

/** Names of transforms as an operator reads them; unknown numbers keep their number. */
final class TransformNames {
    private TransformNames() {}

    static String name(Transform transform) {
        return switch (transform.type()) {
            case ENCR ->
                EncryptionAlgorithm.of(transform.id())
                        .map(a -> transform.keyBits() == 0 ? a.text() : a.textWithKey(transform.keyBits()))
                        .orElse(unknown("encr", transform));
            case PRF ->
                PrfAlgorithm.of(transform.id()).map(a -> "prf-" + a.text()).orElse(unknown("prf", transform));
            case INTEG ->
                IntegrityAlgorithm.of(transform.id())
                        .map(IntegrityAlgorithm::text)
                        .orElse(unknown("integ", transform));
            case KE ->
                KeyExchangeGroup.of(transform.id()).map(KeyExchangeGroup::text).orElse(unknown("group", transform));
            case ESN ->
                switch (transform.id()) {
                    case 0 -> "no-esn";
                    case 1 -> "esn";
                    default -> unknown("esn", transform);
                };
        };
    }

    private static String unknown(String kind, Transform transform) {
        return kind + "-" + transform.id() + (transform.keyBits() == 0 ? "" : "/" + transform.keyBits());
    }
}
