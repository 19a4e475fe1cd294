package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.netlink.NetlinkChannel;
import io.xfrmgate.nativeio.netlink.NetlinkReply;
import java.util.List;
import java.util.function.Consumer;

/** Requests to the SAD and SPD of the network namespace of the thread that opened it. Not for several threads. */
public final class XfrmChannel implements AutoCloseable {
    private final NetlinkChannel channel;

    private XfrmChannel(NetlinkChannel channel) {
        this.channel = channel;
    }

    public static XfrmChannel open() throws ErrnoException {
        return new XfrmChannel(NetlinkChannel.open(XfrmFamily.XFRM));
    }

    /**
     * Sends requests together; answers stand in the same order. A refused request does not stop the ones behind it.
     *
     * @throws ErrnoException the socket failed; what became of the requests is not known
     */
    public List<XfrmReply> exchange(List<? extends XfrmRequest> requests) throws ErrnoException {
        return channel.exchange(requests).stream().map(XfrmChannel::decode).toList();
    }

    /** One request. A dump is made again as long as it is interrupted, up to a bound. */
    public XfrmReply exchange(XfrmRequest request) throws ErrnoException {
        return decode(request.isDump() ? channel.dump(request) : channel.exchange(request));
    }

    /**
     * The counters of all states, each as it comes from the kernel; their keys are not read. An interrupted dump is made again,
     * up to a bound, and then states come again.
     *
     * @throws ErrnoException the socket failed, or the kernel refused
     */
    public void dumpCounters(Consumer<SaCounters> sink) throws ErrnoException {
        NetlinkReply reply = channel.dump(
                new XfrmRequest.DumpSas(), message -> SaCounters.read(message).ifPresent(sink));
        if (reply instanceof NetlinkReply.Refused(var error)) {
            throw new ErrnoException(
                    "dump of the states: " + error, error.errno().number());
        }
    }

    private static XfrmReply decode(NetlinkReply reply) {
        return switch (reply) {
            case NetlinkReply.Done(var messages, boolean interrupted) ->
                new XfrmReply.Done(messages.stream().map(XfrmDecoder::decode).toList(), interrupted);
            case NetlinkReply.Refused(var error) -> new XfrmReply.Refused(error);
        };
    }

    @Override
    public void close() {
        channel.close();
    }
}
