package io.xfrmgate.agent.config.model;

import io.xfrmgate.ike.config.Secret;

/** A secret as a file gives it. */
public sealed interface SecretText {

    /** The secret itself. */
    record Clear(Secret secret) implements SecretText {}

    /**
     * What {@code xfrmgate seal} made of it; only the gateway's key file opens it.
     *
     * @param text not a secret
     */
    record Sealed(String text) implements SecretText {}
}
