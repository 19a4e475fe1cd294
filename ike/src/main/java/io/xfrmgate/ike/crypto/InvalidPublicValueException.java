package io.xfrmgate.ike.crypto;

/** The peer's public value can not be used; the message says why and holds no key material. */
public final class InvalidPublicValueException extends Exception {
    public InvalidPublicValueException(String why) {
        super(why);
    }
}
