package io.xfrmgate.ike.eap;

import io.xfrmgate.ike.config.Secret;

/**
 * How we prove ourselves as an EAP client.
 *
 * @param identity said when we are asked for it
 * @param password as characters in UTF-8
 */
public record EapCredential(String identity, Secret password) {}
