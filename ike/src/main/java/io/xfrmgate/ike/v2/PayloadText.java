package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.stream.Collectors;

/** Payloads in a few words, without what is secret or only long: keys, nonces, proofs, certificates. */
final class PayloadText {
    private PayloadText() {}

    static List<String> of(List<Payload> payloads) {
        return payloads.stream().map(PayloadText::of).toList();
    }

    private static String of(Payload payload) {
        return switch (payload) {
            case Payload.Sa sa -> "SA(" + list(sa.proposals()) + ")";
            case Payload.Ke ke -> "KE(group " + ke.group() + ")";
            case Payload.Id id -> (id.initiator() ? "IDi(" : "IDr(") + id.identification() + ")";
            case Payload.Cert cert -> "CERT(encoding " + cert.encoding() + ", " + cert.data().length + " octets)";
            case Payload.CertReq request -> "CERTREQ(encoding " + request.encoding() + ")";
            case Payload.Auth auth -> "AUTH(method " + auth.method() + ")";
            case Payload.Nonce _ -> "Nonce";
            case Payload.Notify notify ->
                "N(" + NotifyType.name(notify.notifyType())
                        + (notify.spi() == 0 ? "" : " " + Long.toHexString(notify.spi())) + ")";
            case Payload.Delete delete ->
                "D(" + delete.protocol()
                        + delete.spis().stream()
                                .map(spi -> " " + Long.toHexString(spi))
                                .collect(Collectors.joining()) + ")";
            case Payload.VendorId _ -> "V";
            case Payload.Ts ts -> (ts.initiator() ? "TSi(" : "TSr(") + list(ts.selectors()) + ")";
            case Payload.Configuration configuration ->
                "CP(type " + configuration.cfgType() + ", "
                        + configuration.attributes().size() + " attributes)";
            case Payload.Eap eap -> "EAP(" + eap.message().length + " octets)";
            case Payload.Unknown unknown -> "payload " + unknown.type();
        };
    }

    private static String list(List<?> values) {
        return values.stream().map(Object::toString).collect(Collectors.joining(" "));
    }
}
