package io.xfrmgate.agent.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS for a server of ours, with a certificate of the configuration. Clients are asked for none. */
public final class ServerTls {
    private ServerTls() {}

    /**
     * Of the certificate, with what stands behind it in its file.
     *
     * @throws IOException if TLS can not use it
     */
    public static SSLContext of(PkiSet set, String certificate) throws IOException {
        PkiSet.Own own = set.own().get(certificate);
        if (own == null) {
            throw new IOException("there is no certificate " + certificate);
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            char[] none = new char[0];
            store.setKeyEntry(certificate, own.key().key(), none, own.chain().toArray(Certificate[]::new));
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, none);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("certificate " + certificate + " can not be used for TLS: " + e.getMessage(), e);
        }
    }
}
