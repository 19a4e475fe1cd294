package io.xfrmgate.agent.config.model;

import io.xfrmgate.ike.proposal.EncryptionAlgorithm;

/**
 * An encryption algorithm with its key size.
 *
 * @param keyBits 0 for NULL
 */
public record EncryptionChoice(EncryptionAlgorithm algorithm, int keyBits) {}
