package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * The fixed part of a policy.
 *
 * <pre>
 * struct xfrm_userpolicy_info {                    168 octets
 *     struct xfrm_selector sel;                    0
 *     struct xfrm_lifetime_cfg lft;                56
 *     struct xfrm_lifetime_cur curlft;             120
 *     __u32 priority, index;                       152, 156
 *     __u8 dir, action, flags, share;              160
 * };
 * </pre>
 *
 * @param priority unsigned; lower wins
 * @param index the kernel's; 0 in a request lets it choose
 * @param block drop instead of protect or let through (XFRM_POLICY_BLOCK)
 * @param flags XFRM_POLICY_LOCALOK (1), XFRM_POLICY_ICMP (2)
 * @param share XFRM_SHARE_*; 0 is any
 */
public record PolicyInfo(
        Selector selector,
        LifetimeLimits limits,
        LifetimeUsed used,
        int priority,
        int index,
        PolicyDirection direction,
        boolean block,
        int flags,
        int share) {
    static final int SIZE = 168;

    /** A policy without limits. */
    public static PolicyInfo of(Selector selector, PolicyDirection direction, int priority) {
        return new PolicyInfo(
                selector, LifetimeLimits.UNLIMITED, LifetimeUsed.NONE, priority, 0, direction, false, 0, 0);
    }

    void write(MessageWriter writer) {
        selector.write(writer);
        limits.write(writer);
        used.write(writer);
        writer.u32(priority).u32(index);
        writer.u8(direction.ordinal()).u8(block ? 1 : 0).u8(flags).u8(share).zeros(4);
    }

    static PolicyInfo read(MessageReader reader) throws MalformedMessageException {
        PolicyInfo info = new PolicyInfo(
                Selector.read(reader),
                LifetimeLimits.read(reader),
                LifetimeUsed.read(reader),
                reader.u32(),
                reader.u32(),
                PolicyDirection.of(reader.u8()),
                reader.u8() != 0,
                reader.u8(),
                reader.u8());
        reader.skip(4);
        return info;
    }
}
