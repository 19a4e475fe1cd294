package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.NetlinkMessage;

/** Reads the kernel's messages; whatever the octets are, the outcome is a value. */
public final class XfrmDecoder {
    private XfrmDecoder() {}

    public static XfrmMessage decode(NetlinkMessage message) {
        return decode(message.type(), message.body());
    }

    static XfrmMessage decode(int type, MessageReader body) {
        try {
            return switch (type) {
                case XfrmType.NEWSA, XfrmType.UPDSA -> new XfrmMessage.SaNews(Sa.read(body), type == XfrmType.UPDSA);
                case XfrmType.DELSA -> new XfrmMessage.SaDeleted(SaId.read(body));
                case XfrmType.FLUSHSA -> new XfrmMessage.SasFlushed(body.u8());
                case XfrmType.NEWPOLICY, XfrmType.UPDPOLICY ->
                    new XfrmMessage.PolicyNews(Policy.read(body), type == XfrmType.UPDPOLICY);
                case XfrmType.DELPOLICY -> XfrmEvents.policyDeleted(body);
                case XfrmType.FLUSHPOLICY -> new XfrmMessage.PoliciesFlushed();
                case XfrmType.ACQUIRE -> XfrmEvents.acquire(body);
                case XfrmType.EXPIRE -> XfrmEvents.expire(body);
                case XfrmType.POLEXPIRE -> XfrmEvents.policyExpire(body);
                case XfrmType.NEWAE -> new XfrmMessage.AeNews(AeState.read(body));
                case XfrmType.REPORT -> XfrmEvents.report(body);
                case XfrmType.MIGRATE -> XfrmEvents.migrated(body);
                case XfrmType.MAPPING -> XfrmEvents.mapping(body);
                case XfrmType.NEWSADINFO -> XfrmEvents.sadInfo(body);
                case XfrmType.NEWSPDINFO -> XfrmEvents.spdInfo(body);
                default -> new XfrmMessage.Unknown(type);
            };
        } catch (MalformedMessageException e) {
            return new XfrmMessage.Malformed(type, XfrmFamily.XFRM.messageName(type) + ": " + e.getMessage());
        }
    }
}
