package io.xfrmgate.nativeio.netlink;

import io.xfrmgate.nativeio.libc.Errno;
import io.xfrmgate.nativeio.libc.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Requests to the kernel and their answers. Any number of requests go out together, several in one datagram, and answers
 * find their request by its sequence number. The kernel works on them in order. Not for several threads.
 */
public final class NetlinkChannel implements AutoCloseable {
    private static final int NLM_F_REQUEST = 0x1;
    private static final int NLM_F_ACK = 0x4;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;

    /** Octets in one datagram: below what the socket's send buffer allows, even where it could not be enlarged. */
    private static final int BATCH_OCTETS = 128 << 10;
    /** So many answers fit in the receive queue, even where it could not be enlarged (about 800 octets an answer). */
    private static final int BATCH_REQUESTS = 128;

    private static final int DUMP_ATTEMPTS = 8;

    private final NetlinkFamily family;
    private final NetlinkSocket socket;
    private final MessageWriter writer = new MessageWriter();
    private int sequence = 1;

    private NetlinkChannel(NetlinkFamily family, NetlinkSocket socket) {
        this.family = family;
        this.socket = socket;
    }

    /** Opens a channel in the calling thread's network namespace. */
    public static NetlinkChannel open(NetlinkFamily family) throws ErrnoException {
        return new NetlinkChannel(family, NetlinkSocket.open(family.protocol()));
    }

    /**
     * Sends requests and waits for their answers, which stand in the same order. A refused request does not stop the ones
     * behind it.
     *
     * @throws ErrnoException the socket failed; what became of the requests is not known
     */
    public List<NetlinkReply> exchange(List<? extends NetlinkRequest> requests) throws ErrnoException {
        List<NetlinkReply> replies = new ArrayList<>(requests.size());
        int next = 0;
        try {
            while (next < requests.size()) {
                Flight flight = new Flight(Optional.empty());
                while (next < requests.size() && flight.add(requests.get(next))) {
                    next++;
                }
                socket.send(writer.array(), writer.size());
                replies.addAll(flight.land());
            }
        } finally {
            writer.clear();
        }
        return replies;
    }

    /** One request. */
    public NetlinkReply exchange(NetlinkRequest request) throws ErrnoException {
        return exchange(List.of(request)).getFirst();
    }

    /** A dump, made again as long as the kernel says that the picture is not consistent, up to a bound. */
    public NetlinkReply dump(NetlinkRequest request) throws ErrnoException {
        NetlinkReply reply = exchange(request);
        for (int attempt = 1; attempt < DUMP_ATTEMPTS; attempt++) {
            if (!(reply instanceof NetlinkReply.Done(var messages, boolean interrupted)) || !interrupted) {
                break;
            }
            reply = exchange(request);
        }
        return reply;
    }

    /**
     * A dump whose messages are not kept, but given to {@code sink} as they come. When it is made again, entries come again.
     *
     * @return without messages
     */
    public NetlinkReply dump(NetlinkRequest request, Consumer<NetlinkMessage> sink) throws ErrnoException {
        NetlinkReply reply = dumpOnce(request, sink);
        for (int attempt = 1; attempt < DUMP_ATTEMPTS; attempt++) {
            if (!(reply instanceof NetlinkReply.Done(var _, boolean interrupted)) || !interrupted) {
                break;
            }
            reply = dumpOnce(request, sink);
        }
        return reply;
    }

    private NetlinkReply dumpOnce(NetlinkRequest request, Consumer<NetlinkMessage> sink) throws ErrnoException {
        Flight flight = new Flight(Optional.of(sink));
        try {
            flight.add(request);
            socket.send(writer.array(), writer.size());
            return flight.land().getFirst();
        } finally {
            writer.clear();
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** The requests of one datagram. */
    private final class Flight {
        private final List<Pending> pending = new ArrayList<>();
        private final int firstSequence = sequence;
        private final Optional<Consumer<NetlinkMessage>> sink;
        private int unanswered;
        private boolean full;

        Flight(Optional<Consumer<NetlinkMessage>> sink) {
            this.sink = sink;
            writer.clear();
        }

        /** Adds a request; false if it has to wait for the next datagram. */
        boolean add(NetlinkRequest request) {
            if (full) {
                return false;
            }
            int start = writer.size();
            int flags = NLM_F_REQUEST | request.flags() | (request.isDump() ? NetlinkRequest.DUMP : NLM_F_ACK);
            writer.beginMessage(request.type(), flags, sequence++);
            request.write(writer);
            writer.endMessage();
            pending.add(new Pending(request.type(), start));
            unanswered++;
            // one dump at a time on a socket, and the rest would be answered in the middle of it
            full = request.isDump() || writer.size() >= BATCH_OCTETS || pending.size() == BATCH_REQUESTS;
            return true;
        }

        List<NetlinkReply> land() throws ErrnoException {
            while (unanswered > 0) {
                switch (socket.receive()) {
                    case NetlinkSocket.Received.Datagram(var messages) -> messages.forEach(this::accept);
                    case NetlinkSocket.Received.Overrun() ->
                        throw new ErrnoException("netlink answers were lost", Errno.ENOBUFS.number());
                    case NetlinkSocket.Received.Nothing() ->
                        throw new ErrnoException("no netlink answer", Errno.ETIMEDOUT.number());
                }
            }
            return pending.stream().map(Pending::reply).toList();
        }

        private void accept(NetlinkMessage message) {
            int index = message.sequence() - firstSequence;
            if (index < 0 || index >= pending.size() || pending.get(index).answered) {
                return; // left over from an exchange that was given up
            }
            Pending request = pending.get(index);
            request.interrupted |= (message.flags() & NetlinkMessage.DUMP_INTERRUPTED) != 0;
            switch (message.type()) {
                case NLMSG_ERROR, NLMSG_DONE -> {
                    request.answered = true;
                    request.error = ErrorMessage.read(
                            family, request.type, message, writer.array(), request.start, writer.size());
                    unanswered--;
                }
                default -> sink.ifPresentOrElse(s -> s.accept(message), () -> request.messages.add(message));
            }
        }
    }

    /** A request that waits for its answer. */
    private static final class Pending {
        final int type;
        final int start;
        final List<NetlinkMessage> messages = new ArrayList<>(1);
        boolean interrupted;
        boolean answered;
        Optional<NetlinkError> error = Optional.empty();

        Pending(int type, int start) {
            this.type = type;
            this.start = start;
        }

        NetlinkReply reply() {
            return error.<NetlinkReply>map(NetlinkReply.Refused::new)
                    .orElseGet(() -> new NetlinkReply.Done(messages, interrupted));
        }
    }
}
