package io.xfrmgate.agent.loop;

import io.xfrmgate.agent.log.LogLine;
import io.xfrmgate.ike.config.CryptoGroup;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneAnswer;
import io.xfrmgate.ike.dataplane.DataPlaneEvent;
import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapPort;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiPort;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.v2.ApplyChanges;
import io.xfrmgate.ike.v2.CloseReason;
import io.xfrmgate.ike.v2.Counters;
import io.xfrmgate.ike.v2.EndpointSettings;
import io.xfrmgate.ike.v2.IkeCapture;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.ike.v2.InitialContact;
import io.xfrmgate.ike.v2.Notice;
import io.xfrmgate.ike.v2.ReconfigureResult;
import io.xfrmgate.ike.v2.Standing;
import io.xfrmgate.ike.v2.TracedPeers;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn of the wheel: wait; take commands; give a batch of datagrams to the core; let it do what is due; ask the data
 * plane for all of that at once, until it asks no more; send. The clock is read once a turn.
 *
 * <p>{@link #run} is the shard's thread. The other public methods are for any thread and never wait for the shard; they
 * answer through futures, which the shard completes.
 */
public final class Shard implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /** A shard with nothing to do turns this often, so that the watchdog sees it live. */
    static final long MAX_WAIT_MILLIS = 1_000;

    private static final int MAILBOX_SIZE = 1_024;
    private static final int COMMANDS_PER_CYCLE = 64;

    /** Rounds with the data plane in one cycle; the core needs three at most for one exchange, a bug could go for ever. */
    private static final int DATA_PLANE_ROUNDS = 64;

    /** After an exception out of a tick, so that a timer that stays due does not take the processor. */
    private static final long TICK_PAUSE_MILLIS = 200;

    private final int number;
    private final IkeEndpoint endpoint;
    private final ShardIo io;
    private final DataPlane dataPlane;
    private final LongSupplier nanoClock;
    private final PortAnswers<PkiRequest, PkiAnswer> pkiAnswers;
    private final PortAnswers<EapRequest, EapAnswer> eapAnswers;
    private final ShardEffects effects;
    private final DutyCycle duty;
    private final InternalErrors errors;
    private final SnapshotMaker snapshots;
    private final Queue<ShardCommand> mailbox = new ArrayBlockingQueue<>(MAILBOX_SIZE);
    /** What other shards tell. It has no end, because nothing of it may be lost; a peer must prove itself for each. */
    private final Queue<InitialContact> contacts = new ConcurrentLinkedQueue<>();

    private final Sink sink = new Sink();
    private final Receiver receiver = new Receiver();
    private final CompletableFuture<Integer> started = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private List<Shard> siblings = List.of();
    private volatile boolean stopAsked;
    private volatile long stopWaitMillis;
    private volatile int halfOpen;
    private volatile int established;
    private volatile boolean demandsCookies;

    private long now;
    private long tickNotBefore;
    private long stopDeadline = Long.MAX_VALUE;
    private boolean stopping;

    /**
     * @param number this shard's, from 0
     * @param endpoint owned from now on
     * @param io closed at the end of {@link #run}
     * @param dataPlane closed at the end of {@link #run}
     * @param pki keys and verdicts on certificates; all shards may have the same
     * @param eap who judges peers by EAP; likewise
     * @param nanoClock {@link System#nanoTime} or a test's
     * @param notices called on the shard's thread; must not block
     */
    public Shard(
            int number,
            IkeEndpoint endpoint,
            ShardIo io,
            DataPlane dataPlane,
            PkiPort pki,
            EapPort eap,
            LongSupplier nanoClock,
            Consumer<Notice> notices) {
        this.number = number;
        this.endpoint = endpoint;
        this.io = io;
        this.dataPlane = dataPlane;
        this.nanoClock = nanoClock;
        this.pkiAnswers = new PortAnswers<>(pki::submit, io::wake);
        this.eapAnswers = new PortAnswers<>(eap::submit, io::wake);
        this.effects = new ShardEffects(io, dataPlane, notices, pkiAnswers, eapAnswers, this::tellSiblings);
        this.duty = new DutyCycle(nanoClock.getAsLong());
        this.errors = new InternalErrors(number, duty);
        this.now = millis(nanoClock.getAsLong());
        this.snapshots = new SnapshotMaker(number, endpoint, nanoClock, effects::noticed, now);
    }

    private static long millis(long nanos) {
        return nanos / 1_000_000;
    }

    /** Makes these the shards of one gateway: they share its limits, and one peer is at one of them. Before any of them runs. */
    public static void join(List<Shard> shards) {
        SharedAdmission admitted = new SharedAdmission();
        for (Shard shard : shards) {
            shard.siblings = shards.stream().filter(other -> other != shard).toList();
            shard.endpoint.shareLimits(admitted);
        }
    }

    @Override
    public void run() {
        boolean clean = false;
        try {
            guarded("start", () -> endpoint.start(now, effects));
            settle();
            io.flush();
            started.complete(number);
            while (!isDone()) {
                turn();
            }
            clean = endpoint.isEmpty();
        } catch (RuntimeException e) {
            errors.note(e, "turn", line -> line.add("fatal", true));
        } finally {
            close(clean);
        }
    }

    private void close(boolean clean) {
        refuseRest();
        snapshots.fail(gone());
        closeQuietly(dataPlane);
        closeQuietly(io);
        started.completeExceptionally(gone());
        ended.complete(clean);
    }

    private void closeQuietly(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            errors.note(e, "close");
        }
    }

    private boolean isDone() {
        return stopping && (endpoint.isEmpty() || now >= stopDeadline);
    }

    private void turn() {
        io.await(waitMillis());
        long began = nanoClock.getAsLong();
        now = millis(began);
        beginStop();
        commands();
        hearSiblings();
        pkiAnswers.take(
                (token, answer) -> guarded("pki-answer", () -> endpoint.pkiAnswer(now, token, answer, effects)));
        eapAnswers.take(
                (token, answer) -> guarded("eap-answer", () -> endpoint.eapAnswer(now, token, answer, effects)));
        io.receive(receiver);
        if (endpoint.nextDeadline() <= now && tickNotBefore <= now) {
            tick();
        }
        settle();
        io.flush();
        guarded("rest", endpoint::rest);
        guarded("snapshot", () -> snapshots.goOn(now));
        halfOpen = endpoint.halfOpen();
        established = endpoint.established();
        demandsCookies = endpoint.demandsCookies();
        duty.cycle(began, nanoClock.getAsLong());
    }

    private long waitMillis() {
        if (effects.isAsked()
                || !mailbox.isEmpty()
                || snapshots.isAtWork()
                || !contacts.isEmpty()
                || !pkiAnswers.isEmpty()
                || !eapAnswers.isEmpty()) {
            return 0;
        }
        long due = Math.min(Math.max(endpoint.nextDeadline(), tickNotBefore), stopDeadline);
        long current = millis(nanoClock.getAsLong());
        return due >= current + MAX_WAIT_MILLIS ? MAX_WAIT_MILLIS : Math.max(0, due - current);
    }

    private void beginStop() {
        if (stopAsked && !stopping) {
            stopping = true;
            stopDeadline = now + stopWaitMillis;
            guarded("shutdown", () -> endpoint.shutdown(now, effects));
        }
    }

    /** The two SPIs of an IKE header; an encrypted message is decrypted in place at most after them. */
    private static String spisOf(byte[] message) {
        if (message.length < 16) {
            return "none";
        }
        HexFormat hex = HexFormat.of();
        return hex.formatHex(message, 0, 8) + "/" + hex.formatHex(message, 8, 16);
    }

    private void tick() {
        try {
            endpoint.tick(now, effects);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            tickNotBefore = now + TICK_PAUSE_MILLIS;
            errors.note(e, "tick");
        }
    }

    private void guarded(String doing, Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            errors.note(e, doing);
        }
    }

    /** Talks to the data plane until the core asks nothing more of it. */
    private void settle() {
        for (int round = 0; round < DATA_PLANE_ROUNDS; round++) {
            effects.clearAsked();
            guarded("data-plane", () -> dataPlane.exchange(sink));
            if (!effects.isAsked()) {
                return;
            }
        }
    }

    private void commands() {
        for (int i = 0; i < COMMANDS_PER_CYCLE; i++) {
            ShardCommand command = mailbox.poll();
            if (command == null) {
                return;
            }
            try {
                obey(command);
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                errors.note(e, "command");
                command.answer().completeExceptionally(e);
            }
        }
    }

    private void obey(ShardCommand command) {
        switch (command) {
            case ShardCommand.Snapshot c -> snapshots.answer(now, c.answer());
            case ShardCommand.Initiate c -> c.answer().complete(endpoint.initiate(now, c.config(), c.child(), effects));
            case ShardCommand.Terminate c ->
                c.answer().complete(endpoint.terminate(now, c.localSpi(), c.reason(), effects));
            case ShardCommand.Abandon c -> c.answer().complete(endpoint.abandon(now, c.localSpi(), effects));
            case ShardCommand.TerminateChild c ->
                c.answer().complete(endpoint.terminateChild(now, c.inboundSpi(), c.reason(), effects));
            case ShardCommand.Rekey c -> c.answer().complete(endpoint.rekey(now, c.localSpi(), effects));
            case ShardCommand.Reconfigure c -> {
                c.first().run();
                c.answer().complete(endpoint.reconfigure(now, c.settings(), c.when(), effects));
            }
            case ShardCommand.AskStanding c -> c.answer().complete(endpoint.standing());
            case ShardCommand.IsUsed c -> c.answer().complete(endpoint.isUsed(c.local()));
            case ShardCommand.Work c -> {
                c.work().run();
                c.answer().complete(true);
            }
            case ShardCommand.ActivateGroup c ->
                c.answer().complete(endpoint.activate(now, c.group(), c.member(), effects));
            case ShardCommand.CheckLiveness c ->
                c.answer().complete(endpoint.checkLiveness(now, c.localSpi(), effects));
            case ShardCommand.RekeyChild c -> c.answer().complete(endpoint.rekeyChild(now, c.inboundSpi(), effects));
        }
    }

    /** A peer that comes anew to one shard is no more at another; nobody waits for that. */
    private void tellSiblings(InitialContact contact) {
        for (Shard sibling : siblings) {
            if (!sibling.ended.isDone()) {
                sibling.contacts.add(contact);
                sibling.io.wake();
            }
        }
    }

    private void hearSiblings() {
        for (int i = 0; i < COMMANDS_PER_CYCLE; i++) {
            InitialContact contact = contacts.poll();
            if (contact == null) {
                return;
            }
            guarded("initial-contact", () -> endpoint.initialContactElsewhere(now, contact, effects));
        }
    }

    private void refuseRest() {
        for (ShardCommand command = mailbox.poll(); command != null; command = mailbox.poll()) {
            command.answer().completeExceptionally(gone());
        }
    }

    private RejectedExecutionException gone() {
        return new RejectedExecutionException("shard " + number + " has ended");
    }

    private <T> CompletionStage<T> ask(Function<CompletableFuture<T>, ShardCommand> command) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (ended.isDone()) {
            answer.completeExceptionally(gone());
        } else if (!mailbox.offer(command.apply(answer))) {
            answer.completeExceptionally(
                    new RejectedExecutionException("shard " + number + " has " + MAILBOX_SIZE + " commands waiting"));
        } else {
            io.wake();
            if (ended.isDone()) {
                refuseRest();
            }
        }
        return answer.minimalCompletionStage();
    }

    /** The shard's SAs: as they are, or at most a second old where there are very many. */
    public CompletionStage<ShardSnapshot> snapshot() {
        return ask(ShardCommand.Snapshot::new);
    }

    /** See {@link IkeEndpoint#standing}. */
    public CompletionStage<Standing> standing() {
        return ask(ShardCommand.AskStanding::new);
    }

    /** See {@link IkeEndpoint#initiate}. */
    public CompletionStage<Boolean> initiate(String config, String child) {
        return ask(answer -> new ShardCommand.Initiate(config, child, answer));
    }

    /** See {@link IkeEndpoint#terminate}. */
    public CompletionStage<Boolean> terminate(long localSpi, CloseReason reason) {
        return ask(answer -> new ShardCommand.Terminate(localSpi, reason, answer));
    }

    /** See {@link IkeEndpoint#abandon}. */
    public CompletionStage<Boolean> abandon(long localSpi) {
        return ask(answer -> new ShardCommand.Abandon(localSpi, answer));
    }

    /** See {@link IkeEndpoint#terminateChild}. */
    public CompletionStage<Boolean> terminateChild(int inboundSpi, CloseReason reason) {
        return ask(answer -> new ShardCommand.TerminateChild(inboundSpi, reason, answer));
    }

    /** See {@link IkeEndpoint#rekey}. */
    public CompletionStage<Boolean> rekey(long localSpi) {
        return ask(answer -> new ShardCommand.Rekey(localSpi, answer));
    }

    /** See {@link IkeEndpoint#activate}. */
    public CompletionStage<Boolean> activate(String group, CryptoGroup.Member member) {
        return ask(answer -> new ShardCommand.ActivateGroup(group, member, answer));
    }

    /** See {@link IkeEndpoint#checkLiveness}. */
    public CompletionStage<Boolean> checkLiveness(long localSpi) {
        return ask(answer -> new ShardCommand.CheckLiveness(localSpi, answer));
    }

    /** See {@link IkeEndpoint#rekeyChild}. */
    public CompletionStage<Boolean> rekeyChild(int inboundSpi) {
        return ask(answer -> new ShardCommand.RekeyChild(inboundSpi, answer));
    }

    /**
     * See {@link IkeEndpoint#reconfigure}.
     *
     * @param first done before, on the shard's thread: opening what the new configuration needs
     */
    public CompletionStage<ReconfigureResult> reconfigure(
            EndpointSettings settings, ApplyChanges when, Runnable first) {
        return ask(answer -> new ShardCommand.Reconfigure(settings, when, first, answer));
    }

    /** See {@link IkeEndpoint#isUsed}. */
    public CompletionStage<Boolean> isUsed(IpAddress local) {
        return ask(answer -> new ShardCommand.IsUsed(local, answer));
    }

    /** See {@link IkeEndpoint#trace}; what is traced is logged. */
    public CompletionStage<Boolean> trace(TracedPeers peers) {
        return work(() -> endpoint.trace(peers));
    }

    /** See {@link IkeEndpoint#capture}. */
    public CompletionStage<Boolean> capture(IkeCapture capture) {
        return work(() -> endpoint.capture(capture));
    }

    /** Does something short on the shard's thread, between two turns of the core. */
    public CompletionStage<Boolean> work(Runnable work) {
        return ask(answer -> new ShardCommand.Work(work, answer));
    }

    /**
     * Deletes all SAs at the peers and ends the shard; the first call counts.
     *
     * @param waitMillis for the peers' answers; then the rest goes without
     * @return {@link #whenEnded}
     */
    public CompletionStage<Boolean> stop(long waitMillis) {
        if (!stopAsked) {
            stopWaitMillis = waitMillis;
            stopAsked = true;
            io.wake();
        }
        return whenEnded();
    }

    /** Completes with the shard's number when its traps are installed and it serves; exceptionally if it ends before. */
    public CompletionStage<Integer> whenStarted() {
        return started.minimalCompletionStage();
    }

    /** Completes when the shard is gone with all it owned; true if every peer had answered. */
    public CompletionStage<Boolean> whenEnded() {
        return ended.minimalCompletionStage();
    }

    public int number() {
        return number;
    }

    public Counters counters() {
        return endpoint.counters();
    }

    public DutyCycle duty() {
        return duty;
    }

    /** Commands waiting. */
    public int queueDepth() {
        return mailbox.size();
    }

    /** Half-open IKE SAs at the end of the last cycle. */
    public int halfOpen() {
        return halfOpen;
    }

    /** Whether a cookie was asked of everybody at the end of the last cycle. */
    public boolean demandsCookies() {
        return demandsCookies;
    }

    /** Established IKE SAs at the end of the last cycle. */
    public int established() {
        return established;
    }

    /** What peers send, into the core. */
    private final class Receiver implements ShardIo.Receiver {
        @Override
        public boolean prefers(IpAddress remote) {
            return endpoint.prefers(remote);
        }

        @Override
        public void datagram(UdpEndpoint local, UdpEndpoint remote, byte[] message) {
            duty.datagram();
            try {
                endpoint.datagram(now, local, remote, message, effects);
            } catch (RuntimeException | StackOverflowError | AssertionError e) {
                errors.note(
                        e, "datagram", line -> line.add("spi", spisOf(message)).add("remote", remote));
            }
        }
    }

    /** What the data plane says, into the core. */
    private final class Sink implements DataPlane.Sink {
        @Override
        public void answer(long token, DataPlaneAnswer answer) {
            if (answer instanceof DataPlaneAnswer.Refused refused && !refused.spiInUse()) {
                duty.requestRefused();
                LOG.warn(
                        "{}",
                        LogLine.event("data-plane-refused")
                                .add("shard", number)
                                .add("errno", refused.errno())
                                .add("text", refused.text()));
            }
            guarded("data-plane-answer", () -> endpoint.dataPlaneAnswer(now, token, answer, effects));
        }

        @Override
        public void event(DataPlaneEvent event) {
            guarded("data-plane-event", () -> endpoint.dataPlaneEvent(now, event, effects));
        }
    }
}
