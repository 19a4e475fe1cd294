package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.NetlinkError;
import java.util.List;

/** What became of one {@link XfrmRequest}. */
public sealed interface XfrmReply {

    /**
     * Done.
     *
     * @param messages what was asked for; empty if nothing was
     * @param interrupted the dump is not one consistent picture, though it was tried several times
     */
    record Done(List<XfrmMessage> messages, boolean interrupted) implements XfrmReply {
        public Done {
            messages = List.copyOf(messages);
        }
    }

    /** Refused; nothing was changed. */
    record Refused(NetlinkError error) implements XfrmReply {}
}
