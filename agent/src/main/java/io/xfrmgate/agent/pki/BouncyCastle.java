package io.xfrmgate.agent.pki;

import java.security.Provider;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Bouncy Castle's provider as an object: it is not installed. Made when first needed, since it reads hundreds of algorithms. */
public final class BouncyCastle {
    private BouncyCastle() {}

    private static final class Loaded {
        static final Provider PROVIDER = new BouncyCastleProvider();
    }

    public static Provider provider() {
        return Loaded.PROVIDER;
    }
}
