package io.xfrmgate.agent.route;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.rtnetlink.RouteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the kernel's addresses and routes as the internal addresses need them: a route to each address of a pool that asks for
 * it, and our own address as a peer's client on the loopback interface, with routes to what is behind the peer.
 *
 * <p>Notices are taken on the shards' threads and worked on by one thread, in the network namespace in which it was started;
 * a shard never waits for it. What does not fit into its queue is dropped and told.
 */
public final class AddressRoutes implements Consumer<Notice>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressRoutes.class);
    private static final int QUEUE = 1 << 17;
    private static final int BATCH = 512;
    private static final long CLOSE_SECONDS = 5;

    private final BlockingQueue<Notice> queue = new ArrayBlockingQueue<>(QUEUE);
    private final LongAdder dropped = new LongAdder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final RouteTable table;
    private final Thread worker;
    private volatile boolean closing;
    /** Whether a peer has ever given us an address; stays. */
    private volatile boolean client;

    private AddressRoutes(RouteTable table) {
        this.table = table;
        this.worker = Thread.ofPlatform().name("routes").daemon().unstarted(this::work);
    }

    /**
     * Starts the thread in the network namespace of the calling one.
     *
     * @param routed which addresses of peers get a route
     * @throws ErrnoException if the process may not use rtnetlink
     */
    public static AddressRoutes start(Predicate<IpAddress> routed) throws ErrnoException {
        RouteChannel channel = RouteChannel.open();
        AddressRoutes routes = new AddressRoutes(new RouteTable(channel, routed));
        routes.worker.start();
        return routes;
    }

    /** Other addresses of peers get a route from now on. */
    public void follow(Predicate<IpAddress> routed) {
        table.follow(routed);
    }

    @Override
    public void accept(Notice notice) {
        boolean concerns = switch (notice) {
            case Notice.AddressesAssigned assigned -> {
                client |= !assigned.assignedByUs();
                yield true;
            }
            case Notice.AddressesReleased _ -> true;
            // The selectors that an address assigned to us is used with: of no use to who is nobody's client, and to
            // wake a thread for each tunnel of a gateway costs more than the rest of the notice.
            case Notice.ChildEstablished _ -> client;
            default -> false;
        };
        if (concerns && !queue.offer(notice)) {
            dropped.increment();
        }
    }

    /** Notices that came faster than the kernel takes routes, and of which the routes are missing or left over. */
    public long dropped() {
        return dropped.sum();
    }

    private void work() {
        List<Notice> batch = new ArrayList<>(BATCH);
        try (table) {
            while (!closing || !queue.isEmpty()) {
                Notice first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, BATCH - 1);
                    handle(batch);
                    batch.clear();
                }
            }
            table.removeAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ErrnoException e) {
            LOG.warn("{}", LogLine.event("routes-left").add("error", e));
        } finally {
            ended.countDown();
        }
    }

    private void handle(List<Notice> batch) {
        try {
            table.follow(batch);
        } catch (ErrnoException e) {
            LOG.warn("{}", LogLine.event("routes-failed").add("error", e).add("notices", batch.size()));
        }
    }

    /** Takes out all that it put in, and ends. To be called when no shard runs any more. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("{}", LogLine.event("routes-left").add("error", "the kernel does not answer"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
