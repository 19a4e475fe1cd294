package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/**
 * {@code crypto group NAME}: a primary and a secondary crypto map for the same traffic.
 *
 * @param accessList what the group protects
 * @param priority among access lists; 0 is the highest
 * @param pool {@code match ip pool}: what is protected are a pool's addresses
 * @param switchover from primary to secondary when the peer does not answer; empty is by command only
 */
public record CryptoGroup(
        Located<String> name,
        Optional<Located<String>> accessList,
        Optional<Located<Long>> priority,
        Optional<Located<String>> pool,
        Optional<Switchover> switchover) {

    /** {@code switchover auto [ do-not-revert ]}. */
    public enum Switchover {
        /** And back when the primary answers again. */
        AUTO,
        /** And not back. */
        AUTO_DO_NOT_REVERT
    }

    /** {@code match crypto-group G { primary | secondary }} of a map. */
    public record Membership(Located<String> group, boolean primary) {}
}
