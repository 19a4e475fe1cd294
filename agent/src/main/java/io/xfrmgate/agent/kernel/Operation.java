package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.netlink.NetlinkError;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.util.List;

/** One request of the core on its way through the kernel. */
interface Operation {

    /** What to ask of the kernel, in this order, together with other operations. */
    List<XfrmRequest> requests();

    /** Judges the kernel's replies, one for each of {@link #requests}. */
    Outcome finish(List<XfrmReply> replies);

    /**
     * How it ended.
     *
     * @param followUp requests that clear up; what they concern may be gone already
     */
    record Outcome(DataPlaneAnswer answer, List<XfrmRequest> followUp) {
        public Outcome {
            followUp = List.copyOf(followUp);
        }

        static Outcome of(DataPlaneAnswer answer) {
            return new Outcome(answer, List.of());
        }
    }

    static DataPlaneAnswer.Refused refused(NetlinkError error, boolean spiInUse) {
        return new DataPlaneAnswer.Refused(error.errno().number(), error.toString(), spiInUse);
    }

    /** Deleting what is not there: ESRCH for states, ENOENT for policies. */
    static boolean isGone(NetlinkError error) {
        return error.errno().equals(Errno.ESRCH) || error.errno().equals(Errno.ENOENT);
    }
}
