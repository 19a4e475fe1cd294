package io.xfrmgate.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The RFCs' own answers: RFC 2759 section 9.2 and RFC 3079 section 3.5.3. */
class MsChapV2Test {
    private static final byte[] USER = "User".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AUTHENTICATOR = hex("5B5D7C7D7B3F2F3E3C2C602132262628");
    private static final byte[] PEER = hex("21402324255E262A28295F2B3A337C7E");
    private static final byte[] RESPONSE = hex("82309ECD8D708B5EA08FAA3981CD83544233114A3D85D6DF");

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] hash() {
        return MsChapV2.passwordHash("clientPass".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void passwordHash() {
        assertThat(hash()).isEqualTo(hex("44EBBA8D5312B8D611474411F56989AE"));
    }

    @Test
    void response() {
        assertThat(MsChapV2.response(AUTHENTICATOR, PEER, USER, hash())).isEqualTo(RESPONSE);
    }

    @Test
    void authenticatorResponse() {
        assertThat(MsChapV2.authenticatorResponse(hash(), RESPONSE, AUTHENTICATOR, PEER, USER))
                .isEqualTo("S=407A5589115FD0D6209F510FE9C04566932CDA56");
    }

    /** The RFC gives the client's send key; it is the server's receive key, and so comes first. */
    @Test
    void masterReceiveKeyOfTheServer() {
        byte[] msk = MsChapV2.msk(hash(), RESPONSE);
        assertThat(msk).hasSize(64);
        assertThat(Arrays.copyOf(msk, 16)).isNotEqualTo(Arrays.copyOfRange(msk, 16, 32));
        assertThat(Arrays.copyOfRange(msk, 16, 32)).isEqualTo(hex("8B7CDC149B993A1BA118CB153F56DCCB"));
        assertThat(Arrays.copyOfRange(msk, 32, 64)).containsOnly(0);
    }
}
