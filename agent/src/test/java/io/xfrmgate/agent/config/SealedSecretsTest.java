package io.xfrmgate.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.pki.PkiReader;
import io.xfrmgate.agent.pki.PkiSources;
import io.xfrmgate.ike.config.Secret;
import io.xfrmgate.ike.net.IpAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that only the gateway's key opens. */
class SealedSecretsTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    Path directory;

    private Path keyFile;
    private SealKey key;

    @BeforeEach
    void makeKey() throws IOException {
        byte[] octets = new byte[32];
        random.nextBytes(octets);
        keyFile = directory.resolve("gate.key");
        Files.writeString(keyFile, Base64.getEncoder().encodeToString(octets) + "\n");
        key = SealKey.read(octets).orElseThrow();
    }

    @Test
    void aSealedSecretIsWhatWasSealed() {
        GatewayConfig config = Configs.parse(text(seal("SECRET")));
        assertThat(config.peers().getFirst().authentication())
                .isEqualTo(Configs.parse(Samples.map("")).peers().getFirst().authentication());
    }

    @Test
    void itIsPrintedAsItWasGiven() {
        String sealed = seal("SECRET");
        String printed = ConfigPrinter.print(Configs.parse(text(sealed)).model());
        assertThat(printed).contains("pre-shared-key encrypted key " + sealed).doesNotContain("<hidden>");
        assertThat(Configs.parse(printed)).isEqualTo(Configs.parse(text(sealed)));
    }

    @Test
    void peerNetworksHaveSealedSecretsToo() {
        String text = gateway()
                + Samples.template("peer network 10.9.0.0/16 encrypted pre-shared-key key " + seal("other") + "\n");
        PeerSecrets secrets =
                new PeerSecrets(Map.of(), Map.of(), Optional.of(new Secret("other".getBytes(StandardCharsets.UTF_8))));
        assertThat(Configs.parse(text).peers().getFirst().authentication().remote())
                .isInstanceOfSatisfying(
                        io.xfrmgate.ike.config.AuthMethod.SharedKey.class,
                        shared -> assertThat(shared.secrets().find(Optional.empty(), IpAddress.parse("10.9.1.1")))
                                .isEqualTo(secrets.find(Optional.empty(), IpAddress.parse("10.9.1.1"))));
    }

    @Test
    void passphrasesOfPrivateKeysAreSealedAndHiddenAsAnySecret() throws InterruptedException {
        String certificate = "certificate name gw pem url file:///etc/gw.pem private-key pem url file:///etc/gw.key ";
        String sealed = seal("open sesame");
        for (String passphrase : List.of("passphrase \"open sesame\"", "encrypted passphrase " + sealed)) {
            var asked = new AtomicReference<PkiSources>(PkiSources.NONE);
            ConfigLoader.parse(
                    "configure\n" + certificate + passphrase + "\n" + text(seal("SECRET")), "t.cfg", sources -> {
                        asked.set(sources);
                        return PkiReader.NONE.read(sources);
                    });
            assertThat(asked.get().certificates())
                    .singleElement()
                    .satisfies(own -> assertThat(own.passphrase())
                            .contains(new Secret("open sesame".getBytes(StandardCharsets.UTF_8))));
        }
        assertThat(ConfigPrinter.print(Configs.parse("configure\n" + certificate + "passphrase sesame\n" + text(sealed))
                        .model()))
                .contains("private-key pem url file:///etc/gw.key passphrase <hidden>")
                .doesNotContain("sesame");
        assertThat(message("configure\n" + certificate + "encrypted passphrase xg1.AAAA\n" + text(sealed)))
                .startsWith("the secret was sealed with another key");
        assertThat(message("configure\n" + certificate + "pasphrase sesame\n" + text(sealed)))
                .doesNotContain("sesame");
    }

    @Test
    void whatCanNotBeOpenedIsToldOf() throws IOException {
        String sealed = seal("SECRET");
        assertThat(message(Samples.map("authentication local pre-shared-key encrypted key " + sealed + "\n")))
                .isEqualTo("there is no key for sealed secrets");
        assertThat(message(text("+A1b2c3")))
                .startsWith("the secret is not one that xfrmgate sealed; StarOS's own encrypted form");
        String changed = sealed.substring(0, 12) + (sealed.charAt(12) == 'A' ? 'B' : 'A') + sealed.substring(13);
        assertThat(message(text(changed))).startsWith("the secret was sealed with another key, or was changed");
        assertThat(message(text("xg1.AAAA"))).startsWith("the secret was sealed with another key, or was changed");
        Files.writeString(keyFile, "short");
        assertThat(message(text(sealed))).endsWith("does not hold a key of 32 octets");
        Files.delete(keyFile);
        assertThat(message(text(sealed))).endsWith("can not be read");
    }

    @Test
    void theKeyMayBeACredentialOfSystemd() throws IOException {
        Files.move(keyFile, directory.resolve(SecretOpener.CREDENTIAL));
        Map<String, String> environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());
        assertThat(SecretOpener.keyFile(Optional.empty(), environment)).contains(directory.resolve("xfrmgate.key"));
        assertThat(SecretOpener.keyFile(Optional.of("/etc/k"), environment)).contains(Path.of("/etc/k"));
    }

    @Test
    void aKeyIsRawHexadecimalOrBase64() {
        byte[] octets = new byte[32];
        octets[0] = 7;
        String sealed = SealKey.read(octets).orElseThrow().seal(new byte[] {1, 2}, random);
        assertThat(SealKey.read(("07" + "00".repeat(31) + "\n").getBytes(StandardCharsets.US_ASCII))
                        .orElseThrow()
                        .open(sealed))
                .hasValueSatisfying(o -> assertThat(o).containsExactly(1, 2));
        assertThat(SealKey.read("zz".repeat(32).getBytes(StandardCharsets.US_ASCII)))
                .isEmpty();
        assertThat(SealKey.read(new byte[31])).isEmpty();
    }

    private String seal(String secret) {
        return key.seal(secret.getBytes(StandardCharsets.UTF_8), random);
    }

    private String gateway() {
        return "gateway\nsecret-key file " + keyFile + "\nexit\n";
    }

    private String text(String sealed) {
        return gateway() + Samples.map("authentication pre-shared-key encrypted key " + sealed + "\n");
    }

    private static String message(String text) {
        return Configs.errors(text).getFirst().message();
    }
}
