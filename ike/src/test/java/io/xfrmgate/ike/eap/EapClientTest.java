package io.xfrmgate.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the client makes of a server that does not keep to the rules; the rest is in the simulator. */
class EapClientTest {
    private final EapClient client = new EapClient(
            new EapCredential("alice", new Secret("password".getBytes(StandardCharsets.UTF_8))), new SecureRandom());

    private static byte[] request(int type, String hex) {
        return new EapPacket(EapPacket.REQUEST, 9, type, HexFormat.of().parseHex(hex)).encode();
    }

    private static EapPacket sent(EapClient.Step step) {
        assertThat(step).isInstanceOf(EapClient.Step.Respond.class);
        return EapPacket.read(((EapClient.Step.Respond) step).message()).orElseThrow();
    }

    private static void refused(EapClient.Step step, String why) {
        assertThat(step).isInstanceOf(EapClient.Step.Failed.class);
        assertThat(((EapClient.Step.Failed) step).detail()).contains(why);
    }

    @Test
    void saysItsIdentity() {
        EapPacket answer = sent(client.take(request(EapPacket.IDENTITY, "")));
        assertThat(answer.identifier()).isEqualTo(9);
        assertThat(answer.data()).asString(StandardCharsets.UTF_8).isEqualTo("alice");
    }

    @Test
    void declinesOtherMethods() {
        EapPacket answer = sent(client.take(request(13, "20")));
        assertThat(answer.type()).isEqualTo(EapPacket.NAK);
        assertThat(answer.data()).containsExactly(EapPacket.MSCHAPV2, EapPacket.MD5_CHALLENGE);
    }

    @Test
    void successBeforeItsTime() {
        refused(client.take(EapPacket.end(EapPacket.SUCCESS, 1).encode()), "before any method");
        sent(client.take(request(EapPacket.IDENTITY, "")));
        refused(client.take(EapPacket.end(EapPacket.SUCCESS, 1).encode()), "before any method");
    }

    @Test
    void aServerThatDoesNotKnowThePassword() {
        sent(client.take(request(EapPacket.MSCHAPV2, "0107001510" + "00".repeat(16))));
        String zeros = "533D" + "30".repeat(40);
        refused(client.take(request(EapPacket.MSCHAPV2, "0307002E" + zeros)), "does not prove");
    }

    @Test
    void successOfMschapBeforeAChallenge() {
        refused(client.take(request(EapPacket.MSCHAPV2, "03070006" + "533D")), "out of place");
    }

    @Test
    void failureIsAnswered() {
        sent(client.take(request(EapPacket.MSCHAPV2, "0107001510" + "00".repeat(16))));
        assertThat(sent(client.take(request(EapPacket.MSCHAPV2, "0407000A453D363931")))
                        .data())
                .containsExactly(4);
        assertThat(client.take(EapPacket.end(EapPacket.FAILURE, 1).encode())).isInstanceOf(EapClient.Step.Denied.class);
    }

    /** Whatever comes, it neither throws nor believes. */
    @Test
    void rubbish() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 50_000; i++) {
            byte[] message = new byte[random.nextInt(40)];
            random.nextBytes(message);
            if (message.length >= 5) {
                message[0] = (byte) (1 + random.nextInt(4));
                message[2] = 0;
                message[3] = (byte) message.length;
                message[4] = new byte[] {1, 2, 4, 26}[random.nextInt(4)];
            }
            EapClient fresh = new EapClient(new EapCredential("alice", new Secret(new byte[] {1})), new SecureRandom());
            assertThat(fresh.take(message)).isNotInstanceOf(EapClient.Step.Done.class);
        }
    }
}
