package io.xfrmgate.agent.loop;

import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A shard's sockets in memory: a test puts datagrams in, and sees what was sent and when it was flushed. */
public final class MemoryIo implements ShardIo {
    record Datagram(UdpEndpoint local, UdpEndpoint remote, byte[] message) {}

    private static final Datagram WAKE = new Datagram(endpoint("192.0.2.1"), endpoint("192.0.2.2"), new byte[0]);

    private final LinkedBlockingQueue<Datagram> incoming = new LinkedBlockingQueue<>();
    private final List<Datagram> batch = new ArrayList<>();
    volatile boolean closed;
    volatile boolean failing;

    static UdpEndpoint endpoint(String address) {
        return new UdpEndpoint(IpAddress.parse(address), UdpEndpoint.IKE_PORT);
    }

    void deliver(byte[] message) {
        incoming.add(new Datagram(endpoint("192.0.2.1"), endpoint("192.0.2.2"), message));
    }

    @Override
    public void await(long timeoutMillis) {
        if (failing) {
            throw new IllegalStateException("the kernel took the descriptors away");
        }
        try {
            Datagram first = incoming.poll(timeoutMillis, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                incoming.drainTo(batch);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts a shard", e);
        }
    }

    @Override
    public void receive(Receiver receiver) {
        for (Datagram datagram : batch) {
            if (datagram.message().length > 0) {
                receiver.datagram(datagram.local(), datagram.remote(), datagram.message());
            }
        }
        batch.clear();
    }

    @Override
    public void send(UdpEndpoint local, UdpEndpoint remote, byte[] message) {}

    @Override
    public void sendKeepalive(UdpEndpoint local, UdpEndpoint remote) {}

    @Override
    public void flush() {}

    @Override
    public void wake() {
        incoming.add(WAKE);
    }

    @Override
    public void close() {
        closed = true;
    }
}
