package io.xfrmgate.nativeio.netlink;

import java.util.List;

/** What became of one request. */
public sealed interface NetlinkReply {

    /**
     * Done.
     *
     * @param messages what was asked for; empty if nothing was
     * @param interrupted the dump is not one consistent picture (NLM_F_DUMP_INTR)
     */
    record Done(List<NetlinkMessage> messages, boolean interrupted) implements NetlinkReply {
        public Done {
            messages = List.copyOf(messages);
        }
    }

    /** Refused; nothing was changed. */
    record Refused(NetlinkError error) implements NetlinkReply {}
}
