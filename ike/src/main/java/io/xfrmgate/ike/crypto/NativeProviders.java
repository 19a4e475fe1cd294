package io.xfrmgate.ike.crypto;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Optional;
import org.conscrypt.Conscrypt;

/**
 * Providers whose arithmetic is machine code, as objects; none is installed globally.
 *
 * @param corretto AWS-LC, for the NIST curves, RSA and ECDSA
 * @param conscrypt BoringSSL, for X25519
 */
record NativeProviders(Optional<Provider> corretto, Optional<Provider> conscrypt) {
    private static final NativeProviders NONE = new NativeProviders(Optional.empty(), Optional.empty());

    /** Those whose libraries load on this machine. */
    static NativeProviders ofThisMachine() {
        return Loaded.PROVIDERS;
    }

    /** Java alone. */
    static NativeProviders none() {
        return NONE;
    }

    /** Loaded when first needed, and once: Conscrypt makes a new provider for each who asks. */
    private static final class Loaded {
        static final NativeProviders PROVIDERS = new NativeProviders(loadCorretto(), loadConscrypt());

        private static Optional<Provider> loadCorretto() {
            try {
                AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
                provider.assertHealthy();
                return Optional.of(provider);
            } catch (RuntimeException | LinkageError notOnThisMachine) {
                return Optional.empty();
            }
        }

        private static Optional<Provider> loadConscrypt() {
            try {
                return Optional.of(Conscrypt.newProvider());
            } catch (RuntimeException | LinkageError notOnThisMachine) {
                return Optional.empty();
            }
        }
    }
}
