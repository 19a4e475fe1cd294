package io.xfrmgate.agent.pki.path;

import java.security.cert.X509Certificate;

/**
 * A trusted certification authority.
 *
 * @param name as the configuration calls it
 */
public record Anchor(String name, X509Certificate certificate) {}
