package io.xfrmgate.nativeio.netlink;

/** A message to the kernel. */
public interface NetlinkRequest {
    /** NLM_F_REPLACE: change what is there. */
    int REPLACE = 0x100;
    /** NLM_F_EXCL: fail if it is there. */
    int EXCLUSIVE = 0x200;
    /** NLM_F_CREATE: make it if it is not there. */
    int CREATE = 0x400;
    /** NLM_F_DUMP: list everything. */
    int DUMP = 0x300;

    int type();

    /** Beyond NLM_F_REQUEST and NLM_F_ACK, which the channel sets. */
    default int flags() {
        return 0;
    }

    /** Whether the answer is a list that ends with NLMSG_DONE. */
    default boolean isDump() {
        return false;
    }

    /** Writes structure and attributes. */
    void write(MessageWriter writer);
}
