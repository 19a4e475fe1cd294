package io.xfrmgate.agent.control;

import io.xfrmgate.agent.log.NoticeLog;
import io.xfrmgate.agent.vici.ViciMessage;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.Notice.ChildName;
import io.xfrmgate.ike.v2.Notice.IkeSaName;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Takes what shards and log tell, without making them wait, and gives it on a thread of its own to the clients and commands
 * that want it. Where they do not keep up, events are lost and counted.
 */
final class EventHub implements Consumer<Notice>, AutoCloseable {
    static final String IKE_UPDOWN = "ike-updown";
    static final String IKE_REKEY = "ike-rekey";
    static final String IKE_UPDATE = "ike-update";
    static final String CHILD_UPDOWN = "child-updown";
    static final String CHILD_REKEY = "child-rekey";
    static final String LOG = "log";

    /** Those that belong to no command. */
    static final Set<String> EVENTS = Set.of(IKE_UPDOWN, IKE_REKEY, IKE_UPDATE, CHILD_UPDOWN, CHILD_REKEY, LOG);

    private static final int MAX_WAITING = 8_192;

    /** What waits: a notice, or a line of the log. */
    private sealed interface Happening {
        record Told(Notice notice) implements Happening {}

        record Logged(String line) implements Happening {}
    }

    /** Where events go. */
    interface Outlet {
        boolean isWanted(String event);

        void publish(String event, ViciMessage message);
    }

    private final SaMessages messages;
    private final SaNumbers numbers;
    private final BlockingQueue<Happening> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final List<Consumer<Notice>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong lost = new AtomicLong();
    private volatile Outlet outlet;
    private volatile boolean started;
    private final Thread thread;

    private static final Outlet NOWHERE = new Outlet() {
        @Override
        public boolean isWanted(String event) {
            return false;
        }

        @Override
        public void publish(String event, ViciMessage message) {}
    };

    EventHub(SaMessages messages, SaNumbers numbers) {
        this.messages = messages;
        this.numbers = numbers;
        this.outlet = NOWHERE;
        this.thread = Thread.ofVirtual().name("control-events").unstarted(this::deliver);
    }

    /** Begins to deliver. */
    void start(Outlet to) {
        outlet = to;
        started = true;
        thread.start();
    }

    @Override
    public void accept(Notice notice) {
        add(new Happening.Told(notice));
    }

    /** Takes a line of the log. */
    void logged(String line) {
        if (outlet.isWanted(LOG)) {
            add(new Happening.Logged(line));
        }
    }

    private void add(Happening happening) {
        if (started && !waiting.offer(happening)) {
            lost.incrementAndGet();
        }
    }

    void lostOne() {
        lost.incrementAndGet();
    }

    /** Events that found no room. */
    long lost() {
        return lost.get();
    }

    /** Has notices told to a listener, on the hub's thread, until {@link #forget}. */
    void listen(Consumer<Notice> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<Notice> listener) {
        listeners.remove(listener);
    }

    private void deliver() {
        try {
            while (true) {
                switch (waiting.take()) {
                    case Happening.Told(var notice) -> {
                        listeners.forEach(listener -> listener.accept(notice));
                        publish(notice);
                    }
                    case Happening.Logged(var line) ->
                        outlet.publish(
                                LOG,
                                ViciMessage.builder()
                                        .put("group", "DMN")
                                        .put("level", 1)
                                        .put("thread", 0)
                                        .put("msg", line)
                                        .build());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(Notice notice) {
        IkeSaName sa = notice.ikeSa();
        switch (notice) {
            case Notice.IkeEstablished n -> {
                ViciMessage.Builder ike = messages.ike(sa, "ESTABLISHED");
                AlgorithmNames.put(ike, n.suite());
                send(IKE_UPDOWN, up(true), sa, ike.put("established", 0).build());
            }
            case Notice.IkeClosed _ -> {
                // A set-up that failed was never up.
                if (sa.peer().isPresent()) {
                    send(IKE_UPDOWN, up(false), sa, messages.ike(sa, "DELETING").build());
                }
                numbers.forget(sa);
            }
            case Notice.IkeRekeyed n -> {
                ViciMessage.Builder fresh = messages.ike(sa, "ESTABLISHED");
                AlgorithmNames.put(fresh, n.suite());
                ViciMessage both = ViciMessage.builder()
                        .section("old", messages.ike(n.old(), "REKEYED").build())
                        .section("new", fresh.put("established", 0).build())
                        .build();
                send(IKE_REKEY, ViciMessage.builder(), sa, both);
            }
            case Notice.ChildEstablished n ->
                send(CHILD_UPDOWN, up(true), sa, withChild(sa, n.child(), "INSTALLED", n.suite()));
            case Notice.ChildClosed n -> {
                ViciMessage.Builder ike = messages.ike(sa, "ESTABLISHED");
                ViciMessage child = messages.child(n.child(), "DELETING").build();
                ike.section("child-sas", all -> all.section(messages.key(n.child()), child));
                send(CHILD_UPDOWN, up(false), sa, ike.build());
                numbers.forget(n.child());
            }
            case Notice.ChildRekeyed n -> {
                ViciMessage.Builder fresh = messages.child(n.child(), "INSTALLED");
                AlgorithmNames.put(fresh, n.suite());
                ViciMessage pair = ViciMessage.builder()
                        .section("old", messages.child(n.old(), "REKEYED").build())
                        .section("new", fresh.build())
                        .build();
                ViciMessage ike = messages.ike(sa, "ESTABLISHED")
                        .section("child-sas", all -> all.section(n.child().config(), pair))
                        .build();
                send(CHILD_REKEY, ViciMessage.builder(), sa, ike);
            }
            case Notice.PeerMoved n -> {
                ViciMessage.Builder event = ViciMessage.builder()
                        .put("local-host", sa.local().address())
                        .put("local-port", sa.local().port())
                        .put("remote-host", sa.remote().address())
                        .put("remote-port", sa.remote().port());
                IkeSaName before = new IkeSaName(
                        sa.config(),
                        sa.localSpi(),
                        sa.remoteSpi(),
                        sa.local(),
                        n.oldRemote(),
                        sa.peer(),
                        sa.initiator());
                send(IKE_UPDATE, event, sa, messages.ike(before, "ESTABLISHED").build());
            }
            case Notice.Failed _,
                    Notice.EapAccepted _,
                    Notice.AddressesAssigned _,
                    Notice.AddressesReleased _,
                    Notice.GroupSwitched _ -> {}
        }
    }

    private ViciMessage withChild(IkeSaName sa, ChildName child, String state, ChildSuite suite) {
        ViciMessage.Builder shown = messages.child(child, state);
        AlgorithmNames.put(shown, suite);
        return messages.ike(sa, "ESTABLISHED")
                .section("child-sas", all -> all.section(messages.key(child), shown.build()))
                .build();
    }

    private static ViciMessage.Builder up(boolean isUp) {
        return ViciMessage.builder().putIf("up", isUp);
    }

    private void send(String event, ViciMessage.Builder message, IkeSaName sa, ViciMessage ike) {
        if (outlet.isWanted(event)) {
            outlet.publish(event, message.section(sa.config(), ike).build());
        }
    }

    /** What a control-log event tells of a notice. */
    static ViciMessage controlLog(Notice notice) {
        return ViciMessage.builder()
                .put("group", "IKE")
                .put("level", 1)
                .put("ikesa-name", notice.ikeSa().config())
                .put("msg", NoticeLog.describe(notice))
                .build();
    }

    @Override
    public void close() {
        started = false;
        thread.interrupt();
    }
}
