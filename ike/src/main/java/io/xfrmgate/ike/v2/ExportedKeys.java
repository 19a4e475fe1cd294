package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.SkKeys;

/**
 * What the messages of one IKE SA are read with. Copies: whoever takes them destroys them.
 *
 * @param suite that they are for
 * @param initiator SK_ei and SK_ai
 * @param responder SK_er and SK_ar
 */
public record ExportedKeys(long initiatorSpi, long responderSpi, IkeSuite suite, SkKeys initiator, SkKeys responder) {
    /** Overwrites all. */
    public void destroy() {
        initiator.destroy();
        responder.destroy();
    }
}
