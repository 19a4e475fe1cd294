package io.xfrmgate.agent.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.xfrmgate.ike.config.Secret;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key, encrypted by OpenSSL in each of its ways with a passphrase that is not ASCII. */
final class PrivateKeysTest {
    private static final Optional<Secret> PASSPHRASE = secret("öffne dich");

    private static final String PLAIN = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4P89bIodh2ELUZQx
            0uoxPP3Eu3G3A2+53gb3pzG2TPqhRANCAASQut9UzD1BLYMEBBftaqSfvPBtapBB
            z2GYBCKyBNHR5igMrU7rHWk3dUWddVELLYG6vaqCh/4jwwggecGVpecW
            -----END PRIVATE KEY-----
            """;

    private static final String PBES2 = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAj2o40MrxjWHwICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEPrrHrX/ubLZKDRhvFTRtOkEgZA0
            hRP0P8iaek3bwoQEJ9bx8G8oQFhNKX5pSsDwN37Dc9bmwtyG3ZMDZVrWREwBnHMT
            5dPOWGwpx8ZS8q7PTDogssjTa2pYQdccWNignE4wlm+3qAjfDf5Bd67JZbX+m2XK
            9aMmOWtJrAzisr+eLU1JFRxLlyUu5jpPTjvCxlB3wDzdmr7mKcZtGXE+CMaVgUs=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String SCRYPT = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHkME8GCSqGSIb3DQEFDTBCMCEGCSsGAQQB2kcECzAUBAhMgw7ViUQFjgICBAAC
            AQgCAQEwHQYJYIZIAWUDBAEqBBCa8rVPpCp/RacEWDS2G5NLBIGQ6qRClGfaWkBj
            msZaresW+w0l1WB6em+8YVsbVFj5IEOmgxgkBshAf9ftLXBeLNbUdAQ3zGjo+OnF
            HotynZfxkHwsuWXCb/+sXRpdeNmdMz9v8BHbgnWSgMbvxCWgp2hENzZqRAIDPlhW
            hbFIzsVPChw9/H+nxg98/D+FRH9YCN+ZB9zHIo4Gsq3txYZRU9ty
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String PKCS12 = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGxMBwGCiqGSIb3DQEMAQMwDgQIqSe8cFi/W9ICAggABIGQgv3GpGmMqw33jhmd
            08x4vjt1xdncN7ucOgh6Ry6s7NZJkSVYvhq7bJqlul7gIk5XqQEkccjhRUqXzURy
            2RxIwW7zHhoyEudmcvOt/fd9ORd3Wv/9IL1+cuLzS/XsWMgHCfHnmnwgcAyvpIZi
            ua259IMdb7/CKlXrXA5iKYY0bwUYd2uBXcCNKtENWBHpeqwl
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String OLD_AES = """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: AES-256-CBC,62CBB6B2DF7B8E20257D4DB7E9258AC1

            6pYR5urYqr/4cb53mZQuTqBkmsy5SXPgxRYb2MymAV3rK7ugHKq4K3k4OfDtV0rp
            7RBYDb62PxSN6504jM+QLQkqzrRiKYXa96op4TRdpuMIjtVEMj/1fPKl1eQ0mt/Q
            bxOeLxCUntqmldGhgFRnkWfyHsyYDwRpvGF9c3+Hc60=
            -----END EC PRIVATE KEY-----
            """;

    private static final String OLD_TRIPLE_DES = """
            -----BEGIN EC PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED
            DEK-Info: DES-EDE3-CBC,5C8EC28FB25538F8

            RzK6Xxaa5YrlkDk/vc9xQ4d1jaRZ9QewZDAXxpdLLlVJWeEJGz+efGBdw0huEGdS
            z7+yTdKMiCEsGyhTLLAK7txj4mIElT0uRWtHaLQbL0VgcLIHkv8LMDZt4FoTGEXU
            RgbU4iXbqn85DxyVlIG7I0UNxEmLv0bJM7o75VnWEQg=
            -----END EC PRIVATE KEY-----
            """;

    private static Optional<Secret> secret(String text) {
        return Optional.of(new Secret(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static PrivateKey read(String pem, Optional<Secret> passphrase) throws UnreadableException {
        return PrivateKeys.read(pem.getBytes(StandardCharsets.US_ASCII), passphrase);
    }

    private static BigInteger number(PrivateKey key) {
        return assertThat(key)
                .asInstanceOf(InstanceOfAssertFactories.type(ECPrivateKey.class))
                .actual()
                .getS();
    }

    @ParameterizedTest
    @ValueSource(strings = {PBES2, SCRYPT, PKCS12, OLD_AES, OLD_TRIPLE_DES})
    void opensWithItsPassphrase(String pem) throws UnreadableException {
        BigInteger plain = number(read(PLAIN, Optional.empty()));
        assertThat(number(read(pem, PASSPHRASE))).isEqualTo(plain);
        assertThat(number(read(pem.replace("\n", "\r\n"), PASSPHRASE))).isEqualTo(plain);
        assertThat(number(read(pem.replace("\n", "\\n"), PASSPHRASE))).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {PBES2, SCRYPT, PKCS12, OLD_AES, OLD_TRIPLE_DES})
    void saysWhatIsMissingOrWrong(String pem) {
        assertThatThrownBy(() -> read(pem, Optional.empty()))
                .hasMessage("the key is encrypted, and there is no passphrase for it")
                .asInstanceOf(InstanceOfAssertFactories.type(UnreadableException.class))
                .satisfies(e -> assertThat(e.fix().orElseThrow()).contains("write passphrase PASSPHRASE"));
        assertThatThrownBy(() -> read(pem, secret("hunter2")))
                .hasMessage("the key can not be decrypted with its passphrase")
                .asInstanceOf(InstanceOfAssertFactories.type(UnreadableException.class))
                .satisfies(e -> assertThat(e.fix().orElseThrow()).contains("correct the passphrase", "openssl pkey"));
    }

    @Test
    void saysWhichEncryptionItDoesNotKnow() {
        assertThatThrownBy(() -> read(OLD_AES.replace("AES-256-CBC", "ROT-13-CBC"), PASSPHRASE))
                .hasMessageContaining("ROT-13-CBC");
        assertThatThrownBy(() -> read(OLD_AES.replace("DEK-Info: AES-256-CBC,", "DEK-Info: "), PASSPHRASE))
                .hasMessageContaining("DEK-Info");
    }

    @Test
    void aPassphraseDoesNotHurtAKeyThatNeedsNone() throws UnreadableException {
        assertThat(read(PLAIN, PASSPHRASE)).isEqualTo(read(PLAIN, Optional.empty()));
    }
}
