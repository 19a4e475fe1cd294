package io.xfrmgate.agent.pki;

import io.xfrmgate.ike.config.Secret;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.openssl.PEMException;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/** Opens encrypted private keys with their passphrases: PKCS#8 with the schemes of PKCS#5 and PKCS#12, and OpenSSL's old way. */
final class KeyEncryption {
    private static final String MISSING = "the key is encrypted, and there is no passphrase for it";
    private static final String GIVE =
            "write passphrase PASSPHRASE behind the private key, or encrypted passphrase with what"
                    + " xfrmgate seal makes of it";
    private static final String WRONG = "the key can not be decrypted with its passphrase";
    private static final String CORRECT =
            "correct the passphrase; openssl pkey -in FILE -noout tells whether it is the right one";

    private static final Pattern DEK_INFO = Pattern.compile("([A-Z0-9-]{1,40}),((?:[0-9A-Fa-f]{2}){8,16})");

    private static final Pattern CIPHER = Pattern.compile("AES-(128|192|256)-CBC|DES(-EDE3?)?-CBC");

    private KeyEncryption() {}

    /**
     * The PrivateKeyInfo that an EncryptedPrivateKeyInfo holds.
     *
     * @throws UnreadableException if the passphrase is missing or wrong
     */
    static byte[] openPkcs8(byte[] der, Optional<Secret> passphrase) throws UnreadableException {
        char[] characters = characters(passphrase);
        try {
            return new PKCS8EncryptedPrivateKeyInfo(der)
                    .decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                            .setProvider(BouncyCastle.provider())
                            .build(characters))
                    .getEncoded();
        } catch (IOException | PKCSException | IllegalArgumentException e) {
            throw new UnreadableException(WRONG, CORRECT);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    /**
     * What a PEM block holds, decrypted if it is encrypted.
     *
     * @throws UnreadableException if the passphrase is missing or wrong
     */
    static byte[] openBlock(Pem.Block block, Optional<Secret> passphrase) throws UnreadableException {
        if (block.encryption().isEmpty()) {
            return block.der();
        }
        Matcher info = DEK_INFO.matcher(block.encryption().get());
        if (!info.matches()) {
            throw new UnreadableException("its header DEK-Info makes no sense");
        }
        if (!CIPHER.matcher(info.group(1)).matches()) {
            throw new UnreadableException(
                    "it is encrypted with " + info.group(1) + ", which is not known here",
                    "encrypt it anew: openssl pkcs8 -topk8 -v2 aes-256-cbc");
        }
        char[] characters = characters(passphrase);
        try {
            byte[] der = new JcePEMDecryptorProviderBuilder()
                    .setProvider(BouncyCastle.provider())
                    .build(characters)
                    .get(info.group(1))
                    .decrypt(block.der(), HexFormat.of().parseHex(info.group(2)));
            if (der == null || der.length == 0 || der[0] != Pem.DER_SEQUENCE) {
                throw new UnreadableException(WRONG, CORRECT);
            }
            return der;
        } catch (PEMException | OperatorCreationException | IllegalArgumentException e) {
            throw new UnreadableException(WRONG, CORRECT);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    private static char[] characters(Optional<Secret> passphrase) throws UnreadableException {
        byte[] octets = passphrase
                .orElseThrow(() -> new UnreadableException(MISSING, GIVE))
                .octets();
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(octets));
        char[] characters = new char[decoded.remaining()];
        decoded.get(characters);
        Arrays.fill(decoded.array(), '\0');
        Arrays.fill(octets, (byte) 0);
        return characters;
    }
}
