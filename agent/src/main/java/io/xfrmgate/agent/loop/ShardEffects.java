package io.xfrmgate.agent.loop;

import io.xfrmgate.agent.log.MessageLog;
import io.xfrmgate.ike.dataplane.DataPlane;
import io.xfrmgate.ike.dataplane.DataPlaneRequest;
import io.xfrmgate.ike.eap.EapAnswer;
import io.xfrmgate.ike.eap.EapRequest;
import io.xfrmgate.ike.net.UdpEndpoint;
import io.xfrmgate.ike.pki.PkiAnswer;
import io.xfrmgate.ike.pki.PkiRequest;
import io.xfrmgate.ike.v2.Effects;
import io.xfrmgate.ike.v2.InitialContact;
import io.xfrmgate.ike.v2.MessageTrace;
import io.xfrmgate.ike.v2.Notice;
import java.util.function.Consumer;

/** Queues what the core wants done, for the end of the cycle; notices go out at once. */
final class ShardEffects implements Effects {
    private final ShardIo io;
    private final DataPlane dataPlane;
    private final Consumer<Notice> notices;
    private final PortAnswers<PkiRequest, PkiAnswer> pki;
    private final PortAnswers<EapRequest, EapAnswer> eap;
    private final Consumer<InitialContact> contacts;
    private boolean asked;
    private long noticed;

    ShardEffects(
            ShardIo io,
            DataPlane dataPlane,
            Consumer<Notice> notices,
            PortAnswers<PkiRequest, PkiAnswer> pki,
            PortAnswers<EapRequest, EapAnswer> eap,
            Consumer<InitialContact> contacts) {
        this.io = io;
        this.dataPlane = dataPlane;
        this.notices = notices;
        this.pki = pki;
        this.eap = eap;
        this.contacts = contacts;
    }

    @Override
    public void send(UdpEndpoint local, UdpEndpoint remote, byte[] datagram) {
        io.send(local, remote, datagram);
    }

    @Override
    public void sendNatKeepalive(UdpEndpoint local, UdpEndpoint remote) {
        io.sendKeepalive(local, remote);
    }

    @Override
    public void dataPlane(long token, DataPlaneRequest request) {
        asked = true;
        dataPlane.submit(token, request);
    }

    @Override
    public void pki(long token, PkiRequest request) {
        pki.submit(token, request);
    }

    @Override
    public void eap(long token, EapRequest request) {
        eap.submit(token, request);
    }

    @Override
    public void initialContact(InitialContact contact) {
        contacts.accept(contact);
    }

    @Override
    public void traced(MessageTrace trace) {
        MessageLog.tell(trace);
    }

    @Override
    public void notice(Notice notice) {
        noticed++;
        notices.accept(notice);
    }

    /** Notices until now. */
    long noticed() {
        return noticed;
    }

    /** Whether something was asked of the data plane since {@link #clearAsked}. */
    boolean isAsked() {
        return asked;
    }

    void clearAsked() {
        asked = false;
    }
}
