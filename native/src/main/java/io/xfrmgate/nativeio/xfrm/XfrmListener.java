package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.NetlinkListener;
import java.util.List;
import java.util.Set;

/** Hears what the SAD and SPD of its network namespace tell. Not for several threads. */
public final class XfrmListener implements AutoCloseable {
    private final NetlinkListener listener;

    private XfrmListener(NetlinkListener listener) {
        this.listener = listener;
    }

    /** Joins groups in the calling thread's network namespace. */
    public static XfrmListener open(Set<XfrmGroup> groups) throws ErrnoException {
        int[] numbers = groups.stream().mapToInt(XfrmGroup::number).toArray();
        return new XfrmListener(NetlinkListener.open(XfrmFamily.XFRM.protocol(), numbers));
    }

    /** Readable when there is something to {@link #poll}. */
    public int fd() {
        return listener.fd();
    }

    /** Takes everything that is there; does not wait. */
    public Heard poll() throws ErrnoException {
        NetlinkListener.Heard heard = listener.poll();
        return new Heard(heard.messages().stream().map(XfrmDecoder::decode).toList(), heard.lost());
    }

    @Override
    public void close() {
        listener.close();
    }

    /**
     * What came.
     *
     * @param lost other messages came and are gone (ENOBUFS), so that the caller must look at the tables
     */
    public record Heard(List<XfrmMessage> messages, boolean lost) {
        public Heard {
            messages = List.copyOf(messages);
        }
    }
}
