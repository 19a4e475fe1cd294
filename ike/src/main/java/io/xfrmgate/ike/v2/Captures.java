package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.HeaderResult;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.IkeHeaderCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.collections.LongHashSet;

/** The captures that run. Where none does, a datagram costs a look. */
final class Captures {
    private final SaRegistry registry;
    private final List<Running> running = new ArrayList<>(1);

    /** A datagram that came, of which the core may be about to learn whose it is. */
    private Optional<Came> pending = Optional.empty();

    private record Came(UdpEndpoint local, UdpEndpoint remote, byte[] datagram, List<Running> undecided) {}

    /** @param told SPIs of ours whose keys it has */
    private record Running(IkeCapture capture, LongHashSet told) {}

    Captures(SaRegistry registry) {
        this.registry = registry;
    }

    void begin(IkeCapture capture) {
        running.add(new Running(capture, new LongHashSet()));
    }

    /** A datagram came; before the core works on it, which decrypts it in place. */
    void received(UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
        if (running.isEmpty()) {
            return;
        }
        running.removeIf(r -> r.capture().hasEnded());
        byte[] copy = datagram.clone();
        List<Running> undecided = new ArrayList<>(0);
        Optional<IkeSa> sa = saOf(false, copy);
        for (Running r : running) {
            if (!tell(r, false, sa, local, remote, copy)
                    && !r.capture().peers().identities().isEmpty()) {
                undecided.add(r);
            }
        }
        pending = undecided.isEmpty() ? Optional.empty() : Optional.of(new Came(local, remote, copy, undecided));
    }

    /** The core is done with what came. */
    void handled() {
        if (pending.isPresent()) {
            decide(pending.get());
            pending = Optional.empty();
        }
    }

    /** A datagram goes out. */
    void sent(UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
        if (running.isEmpty()) {
            return;
        }
        handled();
        Optional<IkeSa> sa = saOf(true, datagram);
        running.forEach(r -> tell(r, true, sa, local, remote, datagram));
    }

    /** Who is watched by identity is mostly not known before IKE_AUTH is read. */
    private void decide(Came came) {
        Optional<IkeSa> sa = saOf(false, came.datagram());
        came.undecided().forEach(r -> tell(r, false, sa, came.local(), came.remote(), came.datagram()));
    }

    private boolean tell(
            Running r, boolean sent, Optional<IkeSa> sa, UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
        IkeCapture capture = r.capture();
        // The SPIs of a datagram are anybody's to write: keys go by whose the IKE SA is, not by whence the datagram
        // comes.
        boolean ofPeer = sa.filter(capture.peers()::has).isPresent();
        if (capture.hasEnded() || !ofPeer && !capture.peers().has(remote.address())) {
            return false;
        }
        if (ofPeer && capture.wantsKeys()) {
            exportKeys(r, sa.get());
        }
        capture.datagram(sent, local, remote, datagram);
        return true;
    }

    private static void exportKeys(Running r, IkeSa sa) {
        if (sa.hasKeys() && !r.told().contains(sa.localSpi()) && r.capture().keys(sa.exportKeys())) {
            r.told().add(sa.localSpi());
        }
    }

    private Optional<IkeSa> saOf(boolean sent, byte[] datagram) {
        return IkeHeaderCodec.read(datagram) instanceof HeaderResult.Ok(IkeHeader header)
                ? registry.ikeSa(header.fromInitiator() == sent ? header.initiatorSpi() : header.responderSpi())
                : Optional.empty();
    }
}
