package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;

/**
 * What a shard waits on and sends through. All methods but {@link #wake} are for the shard's thread.
 *
 * <p>Implementations put the non-ESP marker (RFC 3948 section 2.2) before what leaves port 4500 and take it off what comes
 * there; NAT keepalives that come in are dropped.
 */
public interface ShardIo extends AutoCloseable {

    /** Blocks until there is something to receive, {@link #wake} was called, or the time is over; 0 only looks. */
    void await(long timeoutMillis);

    /** Receives what is there, up to a bound; where more is waiting, the next {@link #await} returns at once. */
    void receive(Receiver receiver);

    /** Queues an IKE message. */
    void send(UdpEndpoint local, UdpEndpoint remote, byte[] message);

    /** Queues a NAT keepalive (RFC 3948 section 2.3). */
    void sendKeepalive(UdpEndpoint local, UdpEndpoint remote);

    /** Sends what is queued. */
    void flush();

    /** Ends an {@link #await} that goes on, or else the next one. From any thread. */
    void wake();

    @Override
    void close();

    /** Takes what came. */
    interface Receiver {
        /**
         * Whether a request for a new IKE SA from there is to be received while more come than can be; if not, it is dropped. Asked
         * only of requests without a cookie.
         */
        boolean prefers(IpAddress remote);

        /**
         * An IKE message, without non-ESP marker.
         *
         * @param local where it was sent to
         * @param message given away
         */
        void datagram(UdpEndpoint local, UdpEndpoint remote, byte[] message);
    }
}
