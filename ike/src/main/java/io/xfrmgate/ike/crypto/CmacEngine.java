package io.xfrmgate.ike.crypto;

import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** AES-CMAC (RFC 4493) by Bouncy Castle; the JDK has none. */
final class CmacEngine implements MacEngine {
    private final CMac mac = new CMac(AESEngine.newInstance());

    @Override
    public int length() {
        return mac.getMacSize();
    }

    @Override
    public void init(byte[] key) {
        mac.init(new KeyParameter(key));
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        mac.update(data, offset, length);
    }

    @Override
    public void finish(byte[] out, int offset) {
        mac.doFinal(out, offset);
    }
}
