package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import io.xfrmgate.ike.net.IpAddress;
import java.util.Optional;

/**
 * {@code crypto map NAME ipsec-manual}: SAs with keys from the file, which never expire. The family is that of its addresses.
 *
 * @param transformSet name of an {@code ipsec transform-set}
 * @param inbound what the peer sends with
 * @param outbound what we send with
 * @param clearDontFragment {@code set control-dont-fragment clear-bit}; else the bit is copied
 */
public record ManualMap(
        Located<String> name,
        Optional<Located<String>> accessList,
        Optional<Located<Long>> priority,
        Optional<Located<IpAddress>> peer,
        Optional<Located<IpAddress>> localAddress,
        Optional<Located<String>> transformSet,
        Optional<SessionKey> inbound,
        Optional<SessionKey> outbound,
        boolean clearDontFragment) {

    /**
     * {@code set session-key ...}; keys are hexadecimal digits.
     *
     * @param esp ESP, or AH
     * @param cipher empty with AH
     * @param authenticator empty with combined modes
     */
    public record SessionKey(
            boolean esp,
            Located<Long> spi,
            Optional<Located<SecretText>> cipher,
            Optional<Located<SecretText>> authenticator) {}
}
