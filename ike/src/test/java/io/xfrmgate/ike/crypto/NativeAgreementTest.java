package io.xfrmgate.ike.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider's agreement keeps the key it was given last: that is never one of an exchange. */
class NativeAgreementTest {
    private final Provider provider =
            NativeProviders.ofThisMachine().conscrypt().orElseThrow();
    private final List<Key> given = new ArrayList<>();
    private boolean refuses;
    private KeyPair ours;
    private KeyPair peer;
    private KeyPair ofNobody;
    private NativeAgreement agreement;

    /** Tells what it is given, and answers with what it was asked. */
    private final class Recording extends KeyAgreementSpi {
        @Override
        protected void engineInit(Key key, SecureRandom random) {
            given.add(key);
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec params, SecureRandom random) {
            given.add(key);
        }

        @Override
        protected Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
            if (refuses) {
                throw new InvalidKeyException("refused");
            }
            return key;
        }

        @Override
        protected byte[] engineGenerateSecret() {
            return new byte[] {7};
        }

        @Override
        protected int engineGenerateSecret(byte[] sharedSecret, int offset) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected SecretKey engineGenerateSecret(String algorithm) {
            throw new UnsupportedOperationException();
        }
    }

    /** The class's constructor is for providers, and for this. */
    private static final class Agreement extends KeyAgreement {
        Agreement(KeyAgreementSpi spi, Provider provider) {
            super(spi, provider, "XDH");
        }
    }

    @BeforeEach
    void agree() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH", provider);
        ours = generator.generateKeyPair();
        peer = generator.generateKeyPair();
        ofNobody = generator.generateKeyPair();
        agreement = new NativeAgreement(new Agreement(new Recording(), provider), ofNobody.getPrivate());
    }

    @Test
    void thePrivateValueIsNotKept() throws Exception {
        assertThat(agreement.secret(ours.getPrivate(), peer.getPublic())).containsExactly(7);
        assertThat(given).containsExactly(ours.getPrivate(), ofNobody.getPrivate());
    }

    @Test
    void norIsItWhereThePeersValueIsRefused() {
        refuses = true;
        assertThatThrownBy(() -> agreement.secret(ours.getPrivate(), peer.getPublic()))
                .isInstanceOf(InvalidKeyException.class);
        assertThat(given).containsExactly(ours.getPrivate(), ofNobody.getPrivate());
    }

    @Test
    void aDestroyedValueAgreesOnNothing() {
        NativeAgreement.destroy(ours.getPrivate());
        assertThatThrownBy(() -> agreement.secret(ours.getPrivate(), peer.getPublic()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(given).isEmpty();
    }
}
