package io.xfrmgate.agent.aaa;

import io.xfrmgate.ike.eap.EapPolicy;
import java.util.List;

/**
 * What an {@code eap-profile} says.
 *
 * @param servers who knows the peers
 * @param ended methods that end here, in order of preference; empty if all of EAP goes on to the servers
 */
public record EapRules(RadiusGroup servers, List<Method> ended) implements EapPolicy.Rules {
    public EapRules {
        ended = List.copyOf(ended);
    }

    /** A method that ends here: the servers hear what it is worth in RADIUS's own terms. */
    public enum Method {
        /** As CHAP. */
        MD5,
        /** As a password. */
        GTC
    }
}
