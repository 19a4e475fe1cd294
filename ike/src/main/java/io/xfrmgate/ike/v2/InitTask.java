package io.xfrmgate.ike.v2;

import io.xfrmgate.ike.config.ChildConfig;
import io.xfrmgate.ike.crypto.IkeSuite;
import io.xfrmgate.ike.crypto.InvalidPublicValueException;
import io.xfrmgate.ike.crypto.KeyExchange;
import io.xfrmgate.ike.crypto.KeySchedule;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.proposal.KeyExchangeGroup;
import io.xfrmgate.ike.proposal.Proposal;
import io.xfrmgate.ike.proposal.ProposalSelector;
import io.xfrmgate.ike.proposal.Transform;
import io.xfrmgate.ike.proposal.TransformType;
import io.xfrmgate.ike.wire.DecodeResult;
import io.xfrmgate.ike.wire.ExchangeType;
import io.xfrmgate.ike.wire.IkeHeader;
import io.xfrmgate.ike.wire.MessageCodec;
import io.xfrmgate.ike.wire.NotifyType;
import io.xfrmgate.ike.wire.Payload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** IKE_SA_INIT as initiator, with its restarts after a cookie or another group (RFC 7296 sections 1.2, 2.6, 2.7). */
final class InitTask implements Task {
    private static final int MAX_RESTARTS = 5;

    private final Optional<AuthTask.Wanted> wanted;
    private Optional<KeyExchangeGroup> group = Optional.empty();

    /** @param wanted the Child SA to set up along with the IKE SA; empty for a childless one */
    InitTask(Optional<AuthTask.Wanted> wanted) {
        this.wanted = wanted;
    }

    Optional<ChildConfig> child() {
        return wanted.map(AuthTask.Wanted::config);
    }

    void start(IkeSa sa, long now, Effects out) {
        IkeEndpoint endpoint = sa.endpoint();
        Handshake handshake = sa.handshake().orElseThrow();
        KeyExchangeGroup chosen = group.orElseGet(() -> firstGroup(sa));
        boolean sameKeys =
                handshake.keyExchange.filter(ke -> ke.group() == chosen).isPresent();
        if (!sameKeys) {
            handshake.wipe();
            handshake.keyExchange = Optional.of(endpoint.crypto().keyExchange(chosen, endpoint.random()));
        }
        if (handshake.localNonce.length == 0) {
            handshake.localNonce = endpoint.initNonce();
        }
        KeyExchange ke = handshake.keyExchange.orElseThrow();
        List<Payload> payloads = new ArrayList<>(8);
        handshake.cookie.ifPresent(c -> payloads.add(Payload.Notify.of(NotifyType.COOKIE, c)));
        payloads.add(new Payload.Sa(numbered(sa.config().proposals())));
        payloads.add(new Payload.Ke(chosen.id(), ke.publicValue()));
        payloads.add(new Payload.Nonce(handshake.localNonce));
        InitMessage.addNotifies(
                payloads,
                sa.localSpi(),
                0,
                sa.local(),
                sa.remote(),
                sa.config().nat(),
                sa.config().fragmentation(),
                endpoint.random());
        Certificates.addHashes(payloads, List.of(sa.config()));
        IkeHeader header = IkeHeader.of(sa.localSpi(), 0, ExchangeType.IKE_SA_INIT, true, false, 0);
        handshake.localInit = MessageCodec.encode(header, payloads);
        sa.runInit(this, handshake.localInit, now, out);
    }

    private static KeyExchangeGroup firstGroup(IkeSa sa) {
        return sa.config().proposals().stream()
                .flatMap(p -> p.ofType(TransformType.KE).stream())
                .map(Transform::id)
                .flatMap(id -> KeyExchangeGroup.of(id).stream())
                .filter(g -> g != KeyExchangeGroup.NONE)
                .findFirst()
                .orElseThrow();
    }

    private static List<Proposal> numbered(List<Proposal> configured) {
        List<Proposal> proposals = new ArrayList<>(configured.size());
        for (Proposal proposal : configured) {
            proposals.add(proposal.with(proposals.size() + 1, 0));
        }
        return proposals;
    }

    // ---- answer ----------------------------------------------------------------------------------------------------

    /** The answer is not authenticated: what does not fit is dropped, and the request goes on being repeated. */
    void initAnswer(IkeSa sa, long now, byte[] datagram, IkeHeader header, Effects out) {
        if (header.exchangeType() != ExchangeType.IKE_SA_INIT) {
            return;
        }
        switch (MessageCodec.decode(datagram, header)) {
            case DecodeResult.Ok ok -> taken(sa, now, datagram, new Inbound(ok.header(), ok.payloads()), out);
            case DecodeResult.UnprotectedError error -> sa.endpoint().counters().count(error.reason());
            case DecodeResult.Partial _, DecodeResult.ProtectedError _ -> {}
        }
    }

    private void taken(IkeSa sa, long now, byte[] datagram, Inbound answer, Effects out) {
        Optional<Payload.Notify> cookie = answer.notify(NotifyType.COOKIE);
        Optional<Payload.Notify> error = answer.error();
        if (cookie.isPresent() && answer.first(Payload.Sa.class).isEmpty()) {
            bringCookie(sa, now, cookie.get().data(), out);
        } else if (error.isPresent() && error.get().notifyType() == NotifyType.INVALID_KE_PAYLOAD) {
            otherGroup(sa, now, error.get(), out);
        } else if (error.isPresent()) {
            FailureReason reason = error.get().notifyType() == NotifyType.NO_PROPOSAL_CHOSEN
                    ? FailureReason.NO_PROPOSAL_CHOSEN
                    : FailureReason.PEER_ERROR;
            sa.failed(
                    now,
                    reason,
                    Explanation.PeerRefused.of(
                            "IKE SA",
                            NotifyType.name(error.get().notifyType()),
                            sa.config().proposals()),
                    out);
        } else {
            agree(sa, now, datagram, answer, out);
        }
    }

    /** Each copy of the request that brought none is answered with the cookie that we bring by now: that says nothing new. */
    private void bringCookie(IkeSa sa, long now, byte[] cookie, Effects out) {
        Handshake handshake = sa.handshake().orElseThrow();
        if (handshake.cookie.filter(brought -> Arrays.equals(brought, cookie)).isEmpty()) {
            handshake.cookie = Optional.of(cookie);
            restart(sa, now, "cookie after cookie", out);
        }
    }

    private void otherGroup(IkeSa sa, long now, Payload.Notify error, Effects out) {
        int id = error.data().length == 2 ? (error.data()[0] & 0xFF) << 8 | (error.data()[1] & 0xFF) : 0;
        boolean configured = sa.config().proposals().stream()
                .flatMap(p -> p.ofType(TransformType.KE).stream())
                .anyMatch(t -> t.id() == id);
        if (!configured) {
            sa.failed(now, FailureReason.INVALID_KE, "the peer wants group " + id + ", which is not configured", out);
            return;
        }
        if (group.filter(current -> current.id() == id).isPresent()) {
            return; // likewise, to a copy of the request with the group before
        }
        group = KeyExchangeGroup.of(id);
        restart(sa, now, "the peer asked for another group again", out);
    }

    private void restart(IkeSa sa, long now, String why, Effects out) {
        Handshake handshake = sa.handshake().orElseThrow();
        if (++handshake.restarts > MAX_RESTARTS) {
            sa.failed(now, FailureReason.PEER_ERROR, why + ", " + MAX_RESTARTS + " times", out);
            return;
        }
        sa.finishTask();
        sa.channel().restart();
        start(sa, now, out);
    }

    private void agree(IkeSa sa, long now, byte[] datagram, Inbound answer, Effects out) {
        Handshake handshake = sa.handshake().orElseThrow();
        Optional<Proposal> chosen = answer.first(Payload.Sa.class)
                .flatMap(s -> ProposalSelector.verify(
                        s.proposals(), numbered(sa.config().proposals())));
        Optional<IkeSuite> suite = chosen.flatMap(IkeSuite::of);
        Optional<Payload.Ke> ke = answer.first(Payload.Ke.class);
        Optional<Payload.Nonce> nonce = answer.first(Payload.Nonce.class);
        KeyExchange exchange = handshake.keyExchange.orElseThrow();
        if (suite.isEmpty()
                || ke.isEmpty()
                || nonce.isEmpty()
                || ke.get().group() != exchange.group().id()
                || suite.get().group() != exchange.group()
                || answer.header().responderSpi() == 0) {
            sa.failed(now, FailureReason.NO_PROPOSAL_CHOSEN, "the answer to IKE_SA_INIT is not what was offered", out);
            return;
        }
        if (wanted.isEmpty() && !answer.has(NotifyType.CHILDLESS_IKEV2_SUPPORTED)) {
            sa.failed(
                    now,
                    FailureReason.CHILDLESS_REFUSED,
                    "the peer does not take an IKE SA without a Child SA (RFC 6023)",
                    out);
            return;
        }
        byte[] secret;
        try {
            secret = exchange.agree(ke.get().data());
        } catch (InvalidPublicValueException e) {
            sa.failed(now, FailureReason.INVALID_KE, String.valueOf(e.getMessage()), out);
            return;
        }
        handshake.wipe();
        handshake.remoteNonce = nonce.get().data();
        handshake.remoteInit = datagram;
        Certificates.heard(answer, handshake);
        long spiR = answer.header().responderSpi();
        sa.setRemoteSpi(spiR);
        byte[] seed = KeySchedule.skeyseed(
                sa.endpoint().crypto().prf(suite.get().prf()), handshake.localNonce, handshake.remoteNonce, secret);
        Arrays.fill(secret, (byte) 0);
        sa.setKeys(
                suite.get(),
                chosen.get(),
                KeySchedule.derive(
                        sa.endpoint().crypto(),
                        suite.get(),
                        seed,
                        handshake.localNonce,
                        handshake.remoteNonce,
                        sa.localSpi(),
                        spiR));
        sa.setNat(InitMessage.nat(
                answer,
                sa.localSpi(),
                spiR,
                sa.local(),
                sa.remote(),
                sa.config().nat()));
        sa.channel()
                .setFragmentation(
                        sa.config().fragmentation().enabled() && answer.has(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED));
        if (sa.nat().encapsulated()) {
            // Everything after IKE_SA_INIT goes by port 4500 (RFC 7296 section 2.23).
            sa.channel()
                    .move(
                            sa.local().withPort(UdpEndpoint.NAT_T_PORT),
                            sa.remote().withPort(UdpEndpoint.NAT_T_PORT));
        }
        sa.finishTask();
        sa.channel().initAnswered();
        new AuthTask(wanted).start(sa, now, out);
    }

    @Override
    public Optional<Request> build(IkeSa sa, long now, Effects out) {
        return Optional.empty(); // travels in the clear, by start()
    }

    @Override
    public void answered(IkeSa sa, long now, Inbound answer, Effects out) {}
}
