package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.PeerConfig;
import io.xfrmgate.ike.crypto.IkeKeys;
import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.InvalidPublicValueException;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalComparison;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.wire.DecodeError;
import io.xfrmgate.ike.wire.DecodeResult;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.MessageCodec;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.agrona.collections.LongHashSet;

/**
 * IKE_SA_INIT as responder (RFC 7296 sections 1.2, 2.6, 2.7): repeated requests are known by initiator SPI and source;
 * admission and cookies come before anything is allocated; what is refused leaves no state.
 */
final class InitResponder {
    private final IkeEndpoint endpoint;
    private final Admission admission;
    private final Cookies cookies;
    private final Map<Origin, IkeSa> known = new HashMap<>();
    private final Map<IkeSa, Origin> origins = new IdentityHashMap<>();
    /** Of those that are established: {@link Origin#key}. */
    private final LongHashSet done = new LongHashSet();

    /** What makes a repeated IKE_SA_INIT the same. */
    private record Origin(long initiatorSpi, UdpEndpoint source) {
        /** In 64 bits, most of them the initiator's random ones. Never {@link IkeSa#NO_ORIGIN}. */
        long key() {
            long key = initiatorSpi ^ source.hashCode() * 0x9E37_79B9_7F4A_7C15L;
            return key == IkeSa.NO_ORIGIN ? 1 : key;
        }
    }

    InitResponder(IkeEndpoint endpoint, Admission admission, Cookies cookies) {
        this.endpoint = endpoint;
        this.admission = admission;
        this.cookies = cookies;
    }

    void handle(long now, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, IkeHeader header, Effects out) {
        endpoint.counters().count(Counter.INIT_REQUESTS);
        Origin origin = new Origin(header.initiatorSpi(), remote);
        if (done.contains(origin.key())) {
            return;
        }
        IkeSa repeated = known.get(origin);
        if (repeated != null) {
            repeated.handshake()
                    .filter(h -> Arrays.equals(h.remoteInit, datagram) || bringsCookieToo(now, remote, h, datagram))
                    .ifPresent(_ -> repeated.channel().repeatInitAnswer(local, remote, out));
            return;
        }
        switch (admission.verdict(remote.address())) {
            case ADMIT -> negotiate(now, local, remote, datagram, header, out);
            case ASK_COOKIE -> {
                if (cookies.isGood(now, remote, datagram)) {
                    negotiate(now, local, remote, datagram, header, out);
                } else {
                    if (Cookies.isBrought(datagram)) {
                        endpoint.counters().count(Counter.INIT_BAD_COOKIE);
                    }
                    askCookie(now, local, remote, datagram, header, out);
                }
            }
            case DROP_HALF_OPEN -> endpoint.counters().count(Counter.INIT_DROPPED_HALF_OPEN);
            case DROP_SOURCE -> endpoint.counters().count(Counter.INIT_DROPPED_SOURCE_LIMIT);
            case DROP_SA_LIMIT -> endpoint.counters().count(Counter.INIT_DROPPED_SA_LIMIT);
        }
    }

    /**
     * A peer that was asked for a cookie, and then got an answer to a copy of its first request, has sent the one with the cookie in
     * between: that is its first message now, which its AUTH covers.
     */
    private boolean bringsCookieToo(long now, UdpEndpoint remote, Handshake handshake, byte[] datagram) {
        boolean brings =
                Cookies.differOnlyInCookie(handshake.remoteInit, datagram) && cookies.isGood(now, remote, datagram);
        if (brings) {
            handshake.remoteInit = datagram;
        }
        return brings;
    }

    /**
     * The peer's first message as it may be without our knowing: the one with the cookie that it was asked for is lost at times, or
     * read later than the IKE_AUTH that covers it, when a copy of its first request was answered already. Empty as initiator.
     */
    List<byte[]> variants(long now, IkeSa sa, byte[] request) {
        Origin origin = origins.get(sa);
        return origin == null ? List.of() : cookies.variants(now, origin.source(), request);
    }

    /** A late copy of its IKE_SA_INIT is not answered any more. */
    void established(IkeSa sa) {
        Origin origin = origins.remove(sa);
        if (origin != null) {
            known.remove(origin);
            sa.originKey = origin.key();
            done.add(sa.originKey);
        }
    }

    /** A late copy of its IKE_SA_INIT is from now on a new request. */
    void forget(IkeSa sa) {
        Origin origin = origins.remove(sa);
        if (origin != null) {
            known.remove(origin);
        }
        if (sa.originKey != IkeSa.NO_ORIGIN) {
            done.remove(sa.originKey);
        }
    }

    private void askCookie(
            long now, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, IkeHeader header, Effects out) {
        cookies.cookieFor(now, remote, datagram).ifPresent(cookie -> {
            endpoint.counters().count(Counter.INIT_ANSWERED_WITH_COOKIE);
            answer(local, remote, header, Payload.Notify.of(NotifyType.COOKIE, cookie), out);
        });
    }

    private void negotiate(
            long now, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, IkeHeader header, Effects out) {
        switch (MessageCodec.decode(datagram, header)) {
            case DecodeResult.Ok ok ->
                choose(now, local, remote, datagram, new Inbound(ok.header(), ok.payloads()), out);
            case DecodeResult.UnprotectedError error -> {
                endpoint.counters().count(error.reason());
                if (error.reason() == DecodeError.UNKNOWN_CRITICAL_PAYLOAD) {
                    byte[] type = {(byte) error.payloadType()};
                    answer(
                            local,
                            remote,
                            header,
                            Payload.Notify.of(NotifyType.UNSUPPORTED_CRITICAL_PAYLOAD, type),
                            out);
                }
            }
            case DecodeResult.Partial _, DecodeResult.ProtectedError _ -> {}
        }
    }

    private void choose(
            long now, UdpEndpoint local, UdpEndpoint remote, byte[] datagram, Inbound request, Effects out) {
        Optional<Payload.Sa> offered = request.first(Payload.Sa.class);
        Optional<Payload.Ke> ke = request.first(Payload.Ke.class);
        if (offered.isEmpty()
                || ke.isEmpty()
                || request.first(Payload.Nonce.class).isEmpty()) {
            endpoint.counters().count(DecodeError.BAD_SA);
            return;
        }
        List<PeerConfig> candidates = endpoint.directory().accepting(local.address(), remote.address());
        List<Proposal> proposals = offered.get().proposals();
        for (PeerConfig config : candidates) {
            Optional<Proposal> chosen = ProposalSelector.choose(
                    proposals,
                    config.proposals(),
                    new ProposalSelector.Options(false, ke.get().group()));
            Optional<IkeSuite> suite = chosen.flatMap(IkeSuite::of);
            if (suite.isPresent()) {
                keyExchange(now, local, remote, datagram, request, candidates, config, chosen.get(), suite.get(), out);
                return;
            }
        }
        refuse(local, remote, request.header(), candidates, proposals, out);
    }

    private void refuse(
            UdpEndpoint local,
            UdpEndpoint remote,
            IkeHeader header,
            List<PeerConfig> candidates,
            List<Proposal> proposals,
            Effects out) {
        boolean none = candidates.isEmpty();
        String config = none ? "none" : candidates.getFirst().name();
        Explanation why = none
                ? Explanation.of("no template or map takes calls from " + remote.address() + " to " + local.address())
                : new Explanation.Proposals(
                        "IKE SA",
                        ProposalComparison.of(proposals, candidates.getFirst().proposals()));
        if (none) {
            endpoint.counters().count(Counter.INIT_NO_CONFIGURATION);
        }
        FailureReason reason = none ? FailureReason.NO_CONFIGURATION : FailureReason.NO_PROPOSAL_CHOSEN;
        endpoint.announcements()
                .failure(
                        new Notice.IkeSaName(config, 0, header.initiatorSpi(), local, remote, Optional.empty(), false),
                        reason,
                        false,
                        why,
                        out);
        answer(local, remote, header, Payload.Notify.of(NotifyType.NO_PROPOSAL_CHOSEN), out);
    }

    private void keyExchange(
            long now,
            UdpEndpoint local,
            UdpEndpoint remote,
            byte[] datagram,
            Inbound request,
            List<PeerConfig> candidates,
            PeerConfig config,
            Proposal chosen,
            IkeSuite suite,
            Effects out) {
        IkeHeader header = request.header();
        Payload.Ke ke = request.first(Payload.Ke.class).orElseThrow();
        int wanted = suite.group().id();
        if (ke.group() != wanted) {
            endpoint.counters().count(Counter.INIT_INVALID_KE);
            byte[] data = {(byte) (wanted >>> 8), (byte) wanted};
            answer(local, remote, header, Payload.Notify.of(NotifyType.INVALID_KE_PAYLOAD, data), out);
            return;
        }
        KeyExchange exchange = endpoint.crypto().keyExchange(suite.group(), endpoint.random());
        byte[] publicValue = exchange.publicValue();
        byte[] secret;
        try {
            secret = exchange.agree(ke.data());
        } catch (InvalidPublicValueException e) {
            endpoint.counters().count(DecodeError.BAD_KE);
            return;
        } finally {
            exchange.destroy();
        }
        byte[] peerNonce = request.first(Payload.Nonce.class).orElseThrow().data();
        byte[] nonce = endpoint.nonce(suite.prf());
        long localSpi = endpoint.freshIkeSpi();
        long remoteSpi = header.initiatorSpi();
        byte[] seed = KeySchedule.skeyseed(endpoint.crypto().prf(suite.prf()), peerNonce, nonce, secret);
        Arrays.fill(secret, (byte) 0);
        IkeKeys keys = KeySchedule.derive(endpoint.crypto(), suite, seed, peerNonce, nonce, remoteSpi, localSpi);

        IkeSa sa = new IkeSa(endpoint, config, false, localSpi, remoteSpi, local, remote);
        Handshake handshake = new Handshake(now, candidates);
        handshake.localNonce = nonce;
        handshake.remoteNonce = peerNonce;
        handshake.remoteInit = datagram;
        Certificates.heard(request, handshake);
        sa.setHandshake(handshake);
        sa.setKeys(suite, chosen, keys);
        sa.setNat(InitMessage.nat(request, remoteSpi, 0, local, remote, config.nat()));
        sa.channel()
                .setFragmentation(
                        config.fragmentation().enabled() && request.has(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        handshake.localInit = initAnswer(sa, chosen, publicValue, nonce, candidates);
        sa.channel().respondInit(handshake.localInit, out);
        sa.lifeline().connecting(now);
        admission.opened(remote.address());
        Origin origin = new Origin(remoteSpi, remote);
        known.put(origin, sa);
        origins.put(sa, origin);
        sa.onHandshakeEnd(() -> admission.closed(remote.address()));
        endpoint.register(sa);
    }

    private byte[] initAnswer(
            IkeSa sa, Proposal chosen, byte[] publicValue, byte[] nonce, List<PeerConfig> candidates) {
        List<Payload> payloads = new ArrayList<>(8);
        payloads.add(new Payload.Sa(List.of(chosen.with(chosen.number(), 0))));
        payloads.add(new Payload.Ke(sa.suite().group().id(), publicValue));
        payloads.add(new Payload.Nonce(nonce));
        PeerConfig config = sa.config();
        InitMessage.addNotifies(
                payloads,
                sa.remoteSpi(),
                sa.localSpi(),
                sa.local(),
                sa.remote(),
                config.nat(),
                config.fragmentation(),
                endpoint.random());
        if (!sa.channel().fragmentation()) {
            payloads.removeIf(
                    p -> p instanceof Payload.Notify n && n.notifyType() == NotifyType.IKEV2_FRAGMENTATION_SUPPORTED);
        }
        Certificates.addHashes(payloads, candidates);
        Certificates.addRequests(payloads, candidates);
        if (config.childless()) {
            payloads.add(Payload.Notify.of(NotifyType.CHILDLESS_IKEV2_SUPPORTED));
        }
        IkeHeader header = IkeHeader.of(sa.remoteSpi(), sa.localSpi(), ExchangeType.IKE_SA_INIT, false, true, 0);
        return MessageCodec.encode(header, payloads);
    }

    /** An answer that leaves no state: our SPI is 0 (RFC 7296 section 2.6). */
    private void answer(UdpEndpoint local, UdpEndpoint remote, IkeHeader request, Payload.Notify notify, Effects out) {
        IkeHeader header = IkeHeader.of(request.initiatorSpi(), 0, ExchangeType.IKE_SA_INIT, false, true, 0);
        endpoint.send(local, remote, MessageCodec.encode(header, List.of(notify)), out);
    }
}
