package io.xfrmgate.nativeio.netlink;

/** What a netlink protocol's numbers mean: enough to word the kernel's errors. */
public interface NetlinkFamily {

    /** Third argument of socket(2), NETLINK_XFRM for example. */
    int protocol();

    /** The C name of a message type. */
    String messageName(int messageType);

    /** Octets of the structure between a message's header and its first attribute. */
    int structureLength(int messageType);

    /** The C name of an attribute in messages of this type. */
    String attributeName(int messageType, int attributeType);
}
