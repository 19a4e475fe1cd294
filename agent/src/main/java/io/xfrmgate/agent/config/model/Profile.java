package io.xfrmgate.agent.config.model;

import java.util.Arrays;

/** Which algorithms may be configured, and which are the defaults. */
public enum Profile {
    /** What 3GPP TS 33.210 and TS 33.310 allow. */
    NDS("3gpp-33.210"),
    /** All that StarOS has. */
    STAROS("staros-compat");

    private final String keyword;

    Profile(String keyword) {
        this.keyword = keyword;
    }

    /** As it is configured. */
    public String keyword() {
        return keyword;
    }

    /** By its keyword. */
    public static Profile of(String keyword) {
        return Arrays.stream(values())
                .filter(p -> p.keyword.equals(keyword))
                .findFirst()
                .orElseThrow();
    }
}
