package io.xfrmgate.agent.aaa;

import io.xfrmgate.agent.log.LogLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.aaa4j.radius.core.attribute.Attribute;
import org.aaa4j.radius.core.packet.Packet;
import org.aaa4j.radius.core.packet.packets.AccessAccept;
import org.aaa4j.radius.core.packet.packets.AccessChallenge;
import org.aaa4j.radius.core.packet.packets.AccessReject;
import org.slf4j.Logger;

/** Asks the servers of a group, one after the other, until one answers. Its callers wait, and so are virtual threads. */
final class RadiusClient implements AutoCloseable {
    private final RadiusSockets sockets;
    private final RadiusCodec codec;
    private final LongSupplier nanoClock;
    private final Logger log;
    private final Map<ServerKey, ServerRecord> servers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> turns = new ConcurrentHashMap<>();
    private volatile BiConsumer<ServerKey, Long> latency = (server, nanos) -> {};

    /** What came of a question. */
    sealed interface Outcome {
        /** An authentic answer. @param authenticator of the request, under which keys are hidden */
        record Answered(RadiusServer server, Packet packet, byte[] authenticator) implements Outcome {}

        /** None. @param detail for the operator */
        record Unanswered(String detail) implements Outcome {}
    }

    RadiusClient(RadiusSockets sockets, RadiusCodec codec, LongSupplier nanoClock, Logger log) {
        this.sockets = sockets;
        this.codec = codec;
        this.nanoClock = nanoClock;
        this.log = log;
    }

    /** Who is told how long each answer took, in ns. */
    void onLatency(BiConsumer<ServerKey, Long> listener) {
        latency = listener;
    }

    /** Knows these groups' servers from now on, and no others: their sockets are closed. */
    void use(Collection<RadiusGroup> groups) {
        Set<ServerKey> wanted = new HashSet<>();
        groups.forEach(group -> group.servers().forEach(server -> wanted.add(key(group, server))));
        wanted.forEach(key -> servers.computeIfAbsent(key, k -> new ServerRecord(k, sockets, nanoClock)));
        servers.entrySet().removeIf(known -> {
            boolean gone = !wanted.contains(known.getKey());
            if (gone) {
                known.getValue().close();
            }
            return gone;
        });
    }

    Collection<ServerRecord> servers() {
        return servers.values();
    }

    private static ServerKey key(RadiusGroup group, RadiusServer server) {
        return new ServerKey(group.namespace(), group.address(), server);
    }

    /** Asks the servers in their order, those that live first; if none does, all the same. */
    Outcome ask(RadiusGroup group, List<Attribute<?>> attributes) throws InterruptedException {
        List<String> troubles = new ArrayList<>();
        for (ServerRecord server : order(group)) {
            Outcome outcome = ask(group, server, attributes);
            if (outcome instanceof Outcome.Unanswered(var detail)) {
                troubles.add(detail);
            } else {
                return outcome;
            }
        }
        return new Outcome.Unanswered(
                troubles.isEmpty()
                        ? "aaa group " + group.name() + " has no server any more"
                        : String.join("; ", troubles));
    }

    /** Asks the one server that knows a conversation. */
    Outcome ask(RadiusGroup group, RadiusServer bound, List<Attribute<?>> attributes) throws InterruptedException {
        Optional<ServerRecord> server = Optional.ofNullable(servers.get(key(group, bound)));
        return server.isPresent()
                ? ask(group, server.get(), attributes)
                : new Outcome.Unanswered("server " + bound.name() + " is not configured any more");
    }

    private List<ServerRecord> order(RadiusGroup group) {
        List<ServerRecord> all = new ArrayList<>();
        int count = group.servers().size();
        int first = group.roundRobin() && count > 0
                ? Math.floorMod(
                        turns.computeIfAbsent(group.name(), name -> new AtomicInteger())
                                .getAndIncrement(),
                        count)
                : 0;
        for (int i = 0; i < count; i++) {
            RadiusServer server = group.servers().get((first + i) % count);
            Optional.ofNullable(servers.get(key(group, server))).ifPresent(all::add);
        }
        List<ServerRecord> alive = all.stream().filter(ServerRecord::isAlive).toList();
        return alive.isEmpty() ? all : alive;
    }

    private Outcome ask(RadiusGroup group, ServerRecord server, List<Attribute<?>> attributes)
            throws InterruptedException {
        RadiusServer target = server.key().server();
        byte[] key = target.key().octets();
        try {
            Optional<RadiusLink.Slot> free = server.acquire();
            if (free.isEmpty()) {
                return new Outcome.Unanswered("too many requests to " + target.name() + " are under way");
            }
            try (RadiusLink.Slot slot = free.get()) {
                Optional<RadiusCodec.Encoded> request = codec.request(attributes, key, slot.identifier());
                return request.isPresent()
                        ? exchange(group, server, slot, request.get(), key)
                        : new Outcome.Unanswered("what the peer sends does not fit into a RADIUS request");
            }
        } catch (IOException e) {
            unanswered(group, server, group.deadAfter());
            return new Outcome.Unanswered("server " + target.name() + " can not be reached: " + e.getMessage());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private Outcome exchange(
            RadiusGroup group, ServerRecord server, RadiusLink.Slot slot, RadiusCodec.Encoded request, byte[] key)
            throws IOException, InterruptedException {
        String name = server.key().server().name();
        server.requests.increment();
        long began = nanoClock.getAsLong();
        int sendings = 0;
        while (sendings <= group.retries()) {
            if (sendings > 0) {
                server.retransmits.increment();
            }
            slot.send(request.octets());
            sendings++;
            long deadline = nanoClock.getAsLong() + group.timeout().toNanos();
            for (long left = group.timeout().toNanos(); left > 0; left = deadline - nanoClock.getAsLong()) {
                Optional<RadiusLink.Arrival> arrival = slot.await(left);
                if (arrival.isEmpty()) {
                    break;
                }
                switch (arrival.get()) {
                    case RadiusLink.Arrival.Datagram(var octets) -> {
                        Optional<Packet> packet =
                                codec.answer(octets, key, request.authenticator(), group.bareAnswers());
                        if (packet.isPresent()) {
                            answered(server, packet.get(), nanoClock.getAsLong() - began);
                            return new Outcome.Answered(server.key().server(), packet.get(), request.authenticator());
                        }
                        server.ignored.increment();
                    }
                    case RadiusLink.Arrival.Refused _ -> {
                        unanswered(group, server, 1);
                        return new Outcome.Unanswered("nobody listens at " + name);
                    }
                    case RadiusLink.Arrival.Closed _ -> {
                        return new Outcome.Unanswered("the socket to " + name + " was closed");
                    }
                }
            }
            server.timeouts.increment();
            boolean alive = !unanswered(group, server, group.deadAfter());
            if (!alive && group.servers().size() > 1) {
                break; // another one may live
            }
        }
        return new Outcome.Unanswered(name + " does not answer " + sendings
                + (sendings == 1 ? " request" : " sendings of a request") + ", " + server.ignored.sum()
                + " answers of it so far were not authentic");
    }

    private void answered(ServerRecord server, Packet packet, long nanos) {
        latency.accept(server.key(), nanos);
        switch (packet) {
            case AccessAccept _ -> server.accepts.increment();
            case AccessReject _ -> server.rejects.increment();
            case AccessChallenge _ -> server.challenges.increment();
            default -> server.ignored.increment();
        }
        if (server.answered()) {
            log.info(
                    "{}",
                    LogLine.event("radius-server-up")
                            .add("server", server.key().server().name()));
        }
    }

    /** @return whether the server is dead from now on, and was not before */
    private boolean unanswered(RadiusGroup group, ServerRecord server, int sendings) {
        boolean found = server.unanswered(sendings, group.deadTime());
        if (found) {
            log.warn(
                    "{}",
                    LogLine.event("radius-server-dead")
                            .add("server", server.key().server().name())
                            .add("group", group.name())
                            .add("not_asked_for_s", group.deadTime().toSeconds()));
        }
        return found;
    }

    @Override
    public void close() {
        use(List.of());
    }
}
