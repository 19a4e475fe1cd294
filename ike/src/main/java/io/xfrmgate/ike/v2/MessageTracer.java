package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.DecodeResult;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.HeaderResult;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.IkeHeaderCodec;
import io.xfrmgate.ike.wire.MessageCodec;
import java.util.List;
import java.util.function.Supplier;

/** Tells of the messages of peers that are watched. Of all others it costs a look. */
final class MessageTracer {
    private TracedPeers peers = TracedPeers.NONE;

    void watch(TracedPeers watched) {
        peers = watched;
    }

    /** IKE_SA_INIT, in the clear; of other exchanges nothing is told here. */
    void init(boolean sent, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, Effects out) {
        if (peers.has(remote.address())
                && IkeHeaderCodec.read(datagram) instanceof HeaderResult.Ok(var header)
                && header.exchangeType() == ExchangeType.IKE_SA_INIT) {
            List<String> payloads = MessageCodec.decode(datagram.clone(), header) instanceof DecodeResult.Ok ok
                    ? PayloadText.of(ok.payloads())
                    : List.of("malformed");
            tell(sent, local, remote, header, datagram.length, payloads, out);
        }
    }

    /** A message under the keys of an IKE SA. */
    void message(
            IkeSa sa,
            boolean sent,
            UdpEndpoint local,
            UdpEndpoint remote,
            IkeHeader header,
            List<byte[]> datagrams,
            Supplier<List<String>> payloads,
            Effects out) {
        if (peers.has(sa)) {
            tell(sent, local, remote, header, octets(datagrams), payloads.get(), out);
        }
    }

    /** What goes out once more; of IKE_SA_INIT {@link #init} tells. */
    void again(IkeSa sa, String what, List<byte[]> datagrams, UdpEndpoint local, UdpEndpoint remote, Effects out) {
        if (peers.has(sa)
                && !datagrams.isEmpty()
                && IkeHeaderCodec.read(datagrams.getFirst()) instanceof HeaderResult.Ok(var header)
                && header.exchangeType() != ExchangeType.IKE_SA_INIT) {
            tell(true, local, remote, header, octets(datagrams), List.of(what), out);
        }
    }

    private static int octets(List<byte[]> datagrams) {
        return datagrams.stream().mapToInt(d -> d.length).sum();
    }

    private static void tell(
            boolean sent,
            UdpEndpoint local,
            UdpEndpoint remote,
            IkeHeader header,
            int octets,
            List<String> payloads,
            Effects out) {
        out.traced(new MessageTrace(
                sent,
                local,
                remote,
                header.initiatorSpi(),
                header.responderSpi(),
                header.exchangeType(),
                header.response(),
                header.messageId(),
                octets,
                payloads));
    }
}
