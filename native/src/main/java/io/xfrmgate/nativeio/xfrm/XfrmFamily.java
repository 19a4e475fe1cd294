package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.NetlinkFamily;
import java.util.List;

/** NETLINK_XFRM: names and sizes (linux/xfrm.h). */
public enum XfrmFamily implements NetlinkFamily {
    XFRM;

    /** Index 0 is XFRM_MSG_NEWSA, 0x10: name and size of the structure. */
    private static final List<Message> MESSAGES = List.of(
            new Message("NEWSA", SaInfo.SIZE),
            new Message("DELSA", SaId.SIZE),
            new Message("GETSA", SaId.SIZE),
            new Message("NEWPOLICY", PolicyInfo.SIZE),
            new Message("DELPOLICY", PolicyId.SIZE),
            new Message("GETPOLICY", PolicyId.SIZE),
            new Message("ALLOCSPI", SaInfo.SIZE + 8),
            new Message("ACQUIRE", XfrmEvents.ACQUIRE_SIZE),
            new Message("EXPIRE", SaInfo.SIZE + 8),
            new Message("UPDPOLICY", PolicyInfo.SIZE),
            new Message("UPDSA", SaInfo.SIZE),
            new Message("POLEXPIRE", PolicyInfo.SIZE + 8),
            new Message("FLUSHSA", 1),
            new Message("FLUSHPOLICY", 0),
            new Message("NEWAE", AeId.SIZE),
            new Message("GETAE", AeId.SIZE),
            new Message("REPORT", 4 + Selector.SIZE),
            new Message("MIGRATE", PolicyId.SIZE),
            new Message("NEWSADINFO", 4),
            new Message("GETSADINFO", 4),
            new Message("NEWSPDINFO", 4),
            new Message("GETSPDINFO", 4),
            new Message("MAPPING", XfrmEvents.MAPPING_SIZE),
            new Message("SETDEFAULT", 3),
            new Message("GETDEFAULT", 3));

    private static final List<String> ATTRIBUTES = List.of(
            "UNSPEC",
            "ALG_AUTH",
            "ALG_CRYPT",
            "ALG_COMP",
            "ENCAP",
            "TMPL",
            "SA",
            "POLICY",
            "SEC_CTX",
            "LTIME_VAL",
            "REPLAY_VAL",
            "REPLAY_THRESH",
            "ETIMER_THRESH",
            "SRCADDR",
            "COADDR",
            "LASTUSED",
            "POLICY_TYPE",
            "MIGRATE",
            "ALG_AEAD",
            "KMADDRESS",
            "ALG_AUTH_TRUNC",
            "MARK",
            "TFCPAD",
            "REPLAY_ESN_VAL",
            "SA_EXTRA_FLAGS",
            "PROTO",
            "ADDRESS_FILTER",
            "PAD",
            "OFFLOAD_DEV",
            "SET_MARK",
            "SET_MARK_MASK",
            "IF_ID",
            "MTIMER_THRESH",
            "SA_DIR",
            "NAT_KEEPALIVE_INTERVAL",
            "SA_PCPU",
            "IPTFS_DROP_TIME",
            "IPTFS_REORDER_WINDOW",
            "IPTFS_DONT_FRAG",
            "IPTFS_INIT_DELAY",
            "IPTFS_MAX_QSIZE",
            "IPTFS_PKT_SIZE");

    private static final List<String> SPD_ATTRIBUTES =
            List.of("SPD_UNSPEC", "SPD_INFO", "SPD_HINFO", "SPD_IPV4_HTHRESH", "SPD_IPV6_HTHRESH");

    private static final int FIRST_MESSAGE = 0x10;

    @Override
    public int protocol() {
        return 6;
    }

    @Override
    public String messageName(int messageType) {
        int index = messageType - FIRST_MESSAGE;
        return "XFRM_MSG_" + (index >= 0 && index < MESSAGES.size() ? MESSAGES.get(index).name : messageType);
    }

    @Override
    public int structureLength(int messageType) {
        int index = messageType - FIRST_MESSAGE;
        return index >= 0 && index < MESSAGES.size() ? MESSAGES.get(index).size : 0;
    }

    @Override
    public String attributeName(int messageType, int attributeType) {
        List<String> names = messageType == XfrmType.NEWSPDINFO ? SPD_ATTRIBUTES : ATTRIBUTES;
        return "XFRMA_" + (attributeType < names.size() ? names.get(attributeType) : attributeType);
    }

    private record Message(String name, int size) {}
}
