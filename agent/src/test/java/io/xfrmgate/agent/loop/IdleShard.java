package io.xfrmgate.agent.loop;

import io.xfrmgate.agent.load.AcceptAll;
import io.xfrmgate.ike.config.Limits;
import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.StandardCryptoRegistry;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeEndpoint;
import java.security.SecureRandom;
import java.util.List;

/** A shard to which nobody sends anything, and whose data plane takes all. */
public final class IdleShard {
    private IdleShard() {}

    /** One with these maps, that no thread runs yet. */
    public static Shard with(List<PeerConfig> maps) {
        return new Shard(
                0,
                new IkeEndpoint(
                        new EndpointSettings(0, 1, maps, Limits.DEFAULT),
                        new StandardCryptoRegistry(),
                        new SecureRandom()),
                new MemoryIo(),
                new AcceptAll(),
                PkiPort.none(),
                EapPort.none(),
                System::nanoTime,
                _ -> {});
    }
}
