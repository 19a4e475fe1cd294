package io.xfrmgate.ike.wire;

/** Types of configuration payloads and of their attributes (RFC 7296 section 3.15 and IANA). */
public final class ConfigurationType {
    public static final int CFG_REQUEST = 1;
    public static final int CFG_REPLY = 2;

    /** 0 or 4 octets. */
    public static final int INTERNAL_IP4_ADDRESS = 1;
    /** 0 or 4 octets. */
    public static final int INTERNAL_IP4_NETMASK = 2;
    /** 0 or 4 octets. */
    public static final int INTERNAL_IP4_DNS = 3;
    /** 0 or 17 octets: address and prefix length. */
    public static final int INTERNAL_IP6_ADDRESS = 8;
    /** 0 or 16 octets. */
    public static final int INTERNAL_IP6_DNS = 10;
    /** 0 or 8 octets: address and netmask. */
    public static final int INTERNAL_IP4_SUBNET = 13;
    /** A multiple of 2 octets: attribute types. */
    public static final int SUPPORTED_ATTRIBUTES = 14;
    /** 17 octets: address and prefix length. */
    public static final int INTERNAL_IP6_SUBNET = 15;

    private ConfigurationType() {}
}
