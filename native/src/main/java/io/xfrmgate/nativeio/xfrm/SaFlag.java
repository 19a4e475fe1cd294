package io.xfrmgate.nativeio.xfrm;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** XFRM_STATE_* flags of xfrm_usersa_info. */
public enum SaFlag {
    NO_ECN(1),
    DECAP_DSCP(2),
    NO_PMTU_DISCOVERY(4),
    WILDCARD_RECEIVE(8),
    ICMP(16),
    /** The selector's family says nothing: both families may go through a tunnel. */
    AF_UNSPEC(32),
    ALIGN4(64),
    /** Extended sequence numbers; needs {@link ReplayEsn}. */
    ESN(128);

    private final int bit;

    SaFlag(int bit) {
        this.bit = bit;
    }

    static int bits(Set<SaFlag> flags) {
        return flags.stream().mapToInt(f -> f.bit).sum();
    }

    static Set<SaFlag> of(int bits) {
        return Arrays.stream(values()).filter(f -> (bits & f.bit) != 0).collect(Collectors.toUnmodifiableSet());
    }
}
