package io.xfrmgate.agent.config.grammar;

import io.xfrmgate.agent.config.model.EncryptionChoice;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;

/** The canonical words of the language, for those who print it. */
public final class Words {
    /** What stands in a secret's place; the parser refuses it. */
    public static final String HIDDEN = TextTypes.HIDDEN;

    private Words() {}

    /** For example {@code aes-cbc-128} or {@code aes-256-gcm-128}. */
    public static String nameOf(EncryptionChoice choice) {
        return Types.nameOf(choice);
    }

    /** A number, or {@code none}. */
    public static String nameOf(KeyExchangeGroup group) {
        return Types.nameOf(group);
    }

    /** A name where the language has one, else the number; {@code ip} for 0. */
    public static String protocol(int number) {
        return Types.Protocols.nameOf(number);
    }
}
