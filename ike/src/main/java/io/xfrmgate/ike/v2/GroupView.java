package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.CryptoGroup;

/**
 * A crypto group as it stood at one moment.
 *
 * @param active whose tunnel the traffic takes
 * @param primaryUp whether the tunnel of the primary map is up
 * @param secondaryUp likewise
 * @param activatedByOperator the active one was chosen by command, and stays though the primary is up
 */
public record GroupView(
        CryptoGroup group,
        CryptoGroup.Member active,
        boolean primaryUp,
        boolean secondaryUp,
        boolean activatedByOperator) {}
