package io.xfrmgate.agent.config.model;

import io.xfrmgate.agent.config.syntax.Located;
import java.util.Optional;

/**
 * What a payload allows.
 *
 * @param accessList {@code match address}: the rule of which each peer's selectors are made, in a template
 * @param ignoreRekeying requests to rekey its Child SAs get no new one
 * @param maximumChildSas of one peer and this payload; empty is no limit of its own
 * @param maximumTsr selectors of our side that an answer names at most; empty is the default
 * @param allocation addresses for the peer
 */
public record PayloadPolicy(
        Optional<Located<String>> accessList,
        boolean ignoreRekeying,
        Optional<Located<Long>> maximumChildSas,
        Optional<Located<Long>> maximumTsr,
        Optional<Located<AddressAllocation>> allocation) {}
