package io.xfrmgate.ike.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.proposal.SecurityProtocol;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MessageRulesTest {

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "34, request, SA KE NONCE",
        "34, request, N SA KE NONCE N N V CERTREQ",
        "34, request, NONCE KE SA",
        "34, response, SA KE NONCE CERTREQ",
        "34, response, N",
        "35, request, IDI AUTH SA TSI TSR",
        "35, request, IDI CERT CERT CERTREQ IDR AUTH CP SA TSI TSR N V U",
        "35, request, IDI SA TSI TSR CP",
        "35, request, IDI AUTH",
        "35, request, EAP",
        "35, request, AUTH",
        "35, response, IDR CERT AUTH SA TSI TSR",
        "35, response, IDR AUTH N",
        "35, response, IDR CERT AUTH EAP",
        "35, response, IDR EAP",
        "35, response, EAP",
        "35, response, AUTH CP SA TSI TSR",
        "35, response, N",
        "35, response, IDR N",
        "36, request, SA NONCE TSI TSR",
        "36, request, N SA NONCE KE TSI TSR N",
        "36, request, SA NONCE KE",
        "36, response, SA NONCE KE",
        "36, response, SA NONCE TSI TSR N",
        "36, response, N",
        "37, request, ",
        "37, request, D D N CP",
        "37, response, ",
        "43, request, SA SA"
    })
    void fits(int exchange, String direction, String payloads) {
        assertThat(MessageRules.check(header(exchange, direction), parse(payloads)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "34, request, ",
        "34, request, N",
        "34, request, SA KE",
        "34, request, SA SA KE NONCE",
        "34, request, SA KE KE NONCE",
        "34, request, SA KE NONCE NONCE",
        "34, response, ",
        "34, response, SA N",
        "34, response, V",
        "35, request, ",
        "35, request, N",
        "35, request, IDI IDI AUTH SA TSI TSR",
        "35, request, IDI AUTH AUTH SA TSI TSR",
        "35, request, IDI AUTH SA",
        "35, request, IDI AUTH SA TSI",
        "35, request, IDI AUTH TSI TSR",
        "35, request, IDI AUTH SA TSI TSR TSR",
        "35, request, IDI IDR IDR AUTH SA TSI TSR",
        "35, request, SA TSI TSR",
        "35, request, EAP EAP",
        "35, response, ",
        "35, response, IDR",
        "35, response, IDR SA TSI TSR",
        "35, response, IDR IDR AUTH SA TSI TSR",
        "35, response, SA N",
        "36, request, ",
        "36, request, SA",
        "36, request, SA NONCE",
        "36, request, SA NONCE TSI",
        "36, request, SA NONCE NONCE KE",
        "36, request, SA SA NONCE TSI TSR",
        "36, request, N",
        "36, response, SA NONCE",
        "36, response, "
    })
    void doesNotFit(int exchange, String direction, String payloads) {
        assertThat(MessageRules.check(header(exchange, direction), parse(payloads)))
                .contains(DecodeError.WRONG_PAYLOADS);
    }

    private static IkeHeader header(int exchange, String direction) {
        return IkeHeader.of(1, 2, exchange, true, direction.equals("response"), 1);
    }

    private static List<Payload> parse(String names) {
        return names == null
                ? List.of()
                : Arrays.stream(names.split(" ")).map(MessageRulesTest::payload).toList();
    }

    private static Payload payload(String name) {
        byte[] none = new byte[0];
        return switch (name) {
            case "SA" -> new Payload.Sa(List.of());
            case "KE" -> new Payload.Ke(14, none);
            case "IDI" -> new Payload.Id(true, Identification.fqdn("i"));
            case "IDR" -> new Payload.Id(false, Identification.fqdn("r"));
            case "CERT" -> new Payload.Cert(4, none);
            case "CERTREQ" -> new Payload.CertReq(4, none);
            case "AUTH" -> new Payload.Auth(2, none);
            case "NONCE" -> new Payload.Nonce(none);
            case "N" -> Payload.Notify.of(NotifyType.COOKIE);
            case "D" -> new Payload.Delete(SecurityProtocol.IKE, List.of());
            case "V" -> new Payload.VendorId(none);
            case "TSI" -> new Payload.Ts(true, List.of());
            case "TSR" -> new Payload.Ts(false, List.of());
            case "CP" -> new Payload.Configuration(1, List.of());
            case "EAP" -> new Payload.Eap(none);
            case "U" -> new Payload.Unknown(200, false, none);
            default -> throw new IllegalArgumentException(name);
        };
    }
}
