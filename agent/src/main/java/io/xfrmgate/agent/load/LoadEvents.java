package io.xfrmgate.agent.load;

import io.xfrmgate.ike.v2.Notice;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** From the shard's thread to the one that counts: what became of the peers, with the moment at which it did. */
final class LoadEvents implements Consumer<Notice> {
    private final BlockingQueue<Event> queue = new LinkedBlockingQueue<>();

    /** What became of a peer; SPIs are ours. */
    sealed interface Event {
        int peer();

        record IkeUp(int peer, long spi) implements Event {}

        record ChildUp(int peer, int spi, long nanos) implements Event {}

        record ChildRekeyed(int peer, int spi, long nanos) implements Event {}

        record ChildClosed(int peer, int spi) implements Event {}

        record IkeRekeyed(int peer, long spi, long nanos) implements Event {}

        record IkeClosed(int peer, long spi, String why) implements Event {}

        /** A negotiation failed, or could not begin. */
        record Failed(int peer, String why) implements Event {}
    }

    /** Waits for at most so long. */
    Optional<Event> next(long micros) throws InterruptedException {
        Event event = queue.poll();
        return Optional.ofNullable(event == null ? queue.poll(micros, TimeUnit.MICROSECONDS) : event);
    }

    void add(Event event) {
        queue.add(event);
    }

    @Override
    public void accept(Notice notice) {
        int peer = LoadPeers.numberOf(notice.ikeSa().config());
        if (peer < 0) {
            return;
        }
        long spi = notice.ikeSa().localSpi();
        switch (notice) {
            case Notice.IkeEstablished _ -> add(new Event.IkeUp(peer, spi));
            case Notice.IkeRekeyed _ -> add(new Event.IkeRekeyed(peer, spi, System.nanoTime()));
            case Notice.IkeClosed closed ->
                add(new Event.IkeClosed(peer, spi, closed.reason() + " " + closed.detail()));
            case Notice.ChildEstablished up ->
                add(new Event.ChildUp(peer, up.child().inboundSpi(), System.nanoTime()));
            case Notice.ChildRekeyed rekeyed ->
                add(new Event.ChildRekeyed(peer, rekeyed.child().inboundSpi(), System.nanoTime()));
            case Notice.ChildClosed closed ->
                add(new Event.ChildClosed(peer, closed.child().inboundSpi()));
            case Notice.Failed failed -> add(new Event.Failed(peer, failed.reason() + ": " + failed.detail()));
            case Notice.EapAccepted _,
                    Notice.PeerMoved _,
                    Notice.AddressesAssigned _,
                    Notice.AddressesReleased _,
                    Notice.GroupSwitched _ -> {}
        }
    }
}
