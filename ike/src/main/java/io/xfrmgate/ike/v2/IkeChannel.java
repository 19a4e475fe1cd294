package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.RetransmitPolicy;
import io.xfrmgate.ike.crypto.SkProtection;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.wire.DecodeResult;
import io.xfrmgate.ike.wire.FragmentAssembler;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.MessageCodec;
import io.xfrmgate.ike.wire.Payload;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The protected messages of one IKE SA: both windows, fragments, retransmission, and between which endpoints they travel.
 * Does not know what the messages say.
 */
final class IkeChannel {

    /** What a datagram turned out to be. */
    sealed interface Received {
        /** Nothing to do: repeated, late, incomplete or not authentic; counted. */
        record Nothing() implements Received {}

        /** A message to be handled. */
        record Message(Inbound message) implements Received {}

        /** Authentic but malformed. */
        record Malformed(DecodeResult.ProtectedError error) implements Received {}
    }

    private static final Received NOTHING = new Received.Nothing();

    private final IkeEndpoint endpoint;
    private final IkeSa sa;
    private final RequestWindow requests = new RequestWindow();
    private final ResponseWindow responses = new ResponseWindow();
    private final FragmentAssembler requestFragments = new FragmentAssembler(false);
    private final FragmentAssembler responseFragments = new FragmentAssembler(false);

    private UdpEndpoint local;
    private UdpEndpoint remote;
    private UdpEndpoint replyLocal;
    private UdpEndpoint replyRemote;
    private boolean fragmentation;

    IkeChannel(IkeEndpoint endpoint, IkeSa sa, UdpEndpoint local, UdpEndpoint remote) {
        this.endpoint = endpoint;
        this.sa = sa;
        this.local = local;
        this.remote = remote;
        this.replyLocal = local;
        this.replyRemote = remote;
    }

    UdpEndpoint local() {
        return local;
    }

    UdpEndpoint remote() {
        return remote;
    }

    /** Where our requests go from now on. */
    void move(UdpEndpoint newLocal, UdpEndpoint newRemote) {
        local = newLocal;
        remote = newRemote;
    }

    boolean fragmentation() {
        return fragmentation;
    }

    void setFragmentation(boolean negotiated) {
        fragmentation = negotiated;
        requestFragments.allow(negotiated);
        responseFragments.allow(negotiated);
    }

    /** Whether no message is under way in either direction. */
    boolean isIdle() {
        return !requests.isWaiting()
                && !responses.isInProgress()
                && requestFragments.isEmpty()
                && responseFragments.isEmpty();
    }

    /** All but the two endpoints that it was made with. */
    void pack(PackWriter to) {
        to.flag(fragmentation);
        boolean same = replyLocal.equals(local) && replyRemote.equals(remote);
        to.flag(same);
        if (!same) {
            to.endpoint(replyLocal);
            to.endpoint(replyRemote);
        }
        requests.pack(to);
        responses.pack(to);
    }

    void unpack(PackReader from) {
        setFragmentation(from.flag());
        if (!from.flag()) {
            replyLocal = from.endpoint();
            replyRemote = from.endpoint();
        }
        requests.unpack(from);
        responses.unpack(from);
    }

    boolean isWaiting() {
        return requests.isWaiting();
    }

    /** The message ID of our next request, or of the one in flight. */
    int requestId() {
        return requests.messageId();
    }

    // ---- ours ------------------------------------------------------------------------------------------------------

    /** Sends a request under the SA's keys. Returns the ms to wait for the answer. */
    long request(int exchangeType, List<Payload> payloads, RetransmitPolicy policy, Effects out) {
        IkeHeader header = header(exchangeType, false, requests.messageId());
        return begin(protect(header, payloads, local, remote, out), policy, out);
    }

    /** Sends IKE_SA_INIT, in the clear. Returns the ms to wait for the answer. */
    long requestInit(byte[] datagram, RetransmitPolicy policy, Effects out) {
        return begin(List.of(datagram), policy, out);
    }

    private long begin(List<byte[]> datagrams, RetransmitPolicy policy, Effects out) {
        endpoint.counters().count(Counter.REQUESTS_SENT);
        long wait = requests.begin(datagrams, policy);
        sendAll(datagrams, local, remote, out);
        return wait;
    }

    /** Sends the request in flight again. Returns the ms to wait, or empty if that was often enough. */
    Optional<Long> retransmit(Effects out) {
        if (!requests.mayRetry()) {
            return Optional.empty();
        }
        long wait = requests.retry();
        endpoint.counters().count(Counter.RETRANSMITS_SENT, sa);
        endpoint.tracer()
                .again(
                        sa,
                        "the same request again, sending " + requests.sendings(),
                        requests.packets(),
                        local,
                        remote,
                        out);
        sendAll(requests.packets(), local, remote, out);
        return Optional.of(wait);
    }

    /** Sendings of the request in flight. */
    int sendings() {
        return requests.sendings();
    }

    /** The request in flight is not waited for any more, and its ID is used again: IKE_SA_INIT only. */
    void restart() {
        requests.forget();
    }

    /** A cleartext answer to IKE_SA_INIT was taken. */
    void initAnswered() {
        requests.answered();
    }

    boolean awaits(int messageId) {
        return requests.awaits(messageId);
    }

    Received answer(
            UdpEndpoint to, UdpEndpoint from, byte[] datagram, IkeHeader header, SkProtection protection, Effects out) {
        if (!requests.awaits(header.messageId())) {
            endpoint.counters().count(Counter.UNEXPECTED_MESSAGE_ID);
            return NOTHING;
        }
        Received received = open(to, from, datagram, header, protection, responseFragments, out);
        if (!(received instanceof Received.Nothing)) {
            requests.answered();
            responseFragments.reset();
        }
        return received;
    }

    // ---- the peer's ------------------------------------------------------------------------------------------------

    /** Takes a request; a repeated one is answered here. */
    Received request(
            UdpEndpoint to,
            UdpEndpoint from,
            byte[] datagram,
            IkeHeader header,
            Optional<SkProtection> protection,
            Effects out) {
        switch (responses.place(header.messageId())) {
            case IN_PROGRESS -> endpoint.counters().count(Counter.RETRANSMITS_RECEIVED, sa);
            case OUTSIDE -> endpoint.counters().count(Counter.UNEXPECTED_MESSAGE_ID);
            case REPEATED -> repeat(to, from, datagram, header, protection, out);
            case NEW -> {
                if (protection.isPresent()) {
                    return fresh(to, from, datagram, header, protection.get(), out);
                }
            }
        }
        return NOTHING;
    }

    private Received fresh(
            UdpEndpoint to, UdpEndpoint from, byte[] datagram, IkeHeader header, SkProtection protection, Effects out) {
        Received received = open(to, from, datagram, header, protection, requestFragments, out);
        if (!(received instanceof Received.Nothing)) {
            responses.begin(header.exchangeType());
            requestFragments.reset();
            replyLocal = to;
            replyRemote = from;
        }
        return received;
    }

    /**
     * The same answer once more, to where the request came from. Proven by its check value first, as long as we have the
     * keys; of a fragmented request only the first fragment asks for it (RFC 7383 section 2.6.1).
     */
    private void repeat(
            UdpEndpoint to,
            UdpEndpoint from,
            byte[] datagram,
            IkeHeader header,
            Optional<SkProtection> protection,
            Effects out) {
        endpoint.counters().count(Counter.RETRANSMITS_RECEIVED, sa);
        if (protection.isPresent()) {
            DecodeResult result = MessageCodec.decodeProtected(
                    datagram, header, protection.get(), new FragmentAssembler(fragmentation));
            boolean asks = switch (result) {
                case DecodeResult.Ok _, DecodeResult.ProtectedError _ -> true;
                case DecodeResult.Partial partial -> partial.fragment() == 1;
                case DecodeResult.UnprotectedError _ -> false;
            };
            if (!asks) {
                return;
            }
        }
        endpoint.tracer().again(sa, "the same answer again", responses.lastAnswer(), to, from, out);
        sendAll(responses.lastAnswer(), to, from, out);
    }

    /** Answers the request in progress. */
    void respond(List<Payload> payloads, Effects out) {
        IkeHeader header = header(responses.exchangeType(), true, responses.expectedId());
        answered(protect(header, payloads, replyLocal, replyRemote, out), out);
    }

    /** Answers IKE_SA_INIT, in the clear. */
    void respondInit(byte[] datagram, Effects out) {
        answered(List.of(datagram), out);
    }

    private void answered(List<byte[]> datagrams, Effects out) {
        responses.answered(datagrams);
        sendAll(datagrams, replyLocal, replyRemote, out);
    }

    /** Answers IKE_SA_INIT, whose repetitions are known by their octets, again; a late one is not, when IKE_AUTH goes on already. */
    void repeatInitAnswer(UdpEndpoint to, UdpEndpoint from, Effects out) {
        endpoint.counters().count(Counter.RETRANSMITS_RECEIVED, sa);
        if (responses.expectedId() == 1) {
            sendAll(responses.lastAnswer(), to, from, out);
        }
    }

    boolean hasAnswered() {
        return !responses.lastAnswer().isEmpty();
    }

    boolean isAnswering() {
        return responses.isInProgress();
    }

    // ---- both ------------------------------------------------------------------------------------------------------

    private Received open(
            UdpEndpoint to,
            UdpEndpoint from,
            byte[] datagram,
            IkeHeader header,
            SkProtection protection,
            FragmentAssembler fragments,
            Effects out) {
        if (header.isFragment()) {
            endpoint.counters().count(Counter.FRAGMENTS_RECEIVED);
        }
        return switch (MessageCodec.decodeProtected(datagram, header, protection, fragments)) {
            case DecodeResult.Ok ok -> {
                trace(to, from, header, datagram, () -> PayloadText.of(ok.payloads()), out);
                yield new Received.Message(new Inbound(ok.header(), ok.payloads()));
            }
            case DecodeResult.Partial _ -> NOTHING;
            case DecodeResult.ProtectedError error -> {
                endpoint.counters().count(error.reason());
                trace(to, from, header, datagram, () -> List.of("malformed: " + error.reason()), out);
                yield new Received.Malformed(error);
            }
            case DecodeResult.UnprotectedError error -> {
                endpoint.counters().count(error.reason());
                trace(to, from, header, datagram, () -> List.of("not authentic, ignored: " + error.reason()), out);
                yield NOTHING;
            }
        };
    }

    private void trace(
            UdpEndpoint to,
            UdpEndpoint from,
            IkeHeader header,
            byte[] datagram,
            Supplier<List<String>> text,
            Effects out) {
        endpoint.tracer().message(sa, false, to, from, header, List.of(datagram), text, out);
    }

    private IkeHeader header(int exchangeType, boolean response, int messageId) {
        long spiI = sa.initiator() ? sa.localSpi() : sa.remoteSpi();
        long spiR = sa.initiator() ? sa.remoteSpi() : sa.localSpi();
        return IkeHeader.of(spiI, spiR, exchangeType, sa.initiator(), response, messageId);
    }

    private List<byte[]> protect(
            IkeHeader header, List<Payload> payloads, UdpEndpoint from, UdpEndpoint to, Effects out) {
        int limit = fragmentation ? sa.config().fragmentation().maxDatagram() : 0;
        List<byte[]> datagrams =
                MessageCodec.encodeProtected(header, payloads, sa.localProtection(), endpoint.random(), limit);
        if (datagrams.size() > 1) {
            endpoint.counters().count(Counter.FRAGMENTED_MESSAGES_SENT);
        }
        endpoint.tracer().message(sa, true, from, to, header, datagrams, () -> PayloadText.of(payloads), out);
        return datagrams;
    }

    private void sendAll(List<byte[]> datagrams, UdpEndpoint from, UdpEndpoint to, Effects out) {
        for (byte[] datagram : datagrams) {
            endpoint.send(from, to, datagram, out);
        }
    }
}
