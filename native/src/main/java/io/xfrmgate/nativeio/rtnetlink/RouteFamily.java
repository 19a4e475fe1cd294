package io.xfrmgate.nativeio.rtnetlink;

import io.xfrmgate.nativeio.netlink.NetlinkFamily;
import java.util.List;

/** NETLINK_ROUTE: names and sizes (linux/rtnetlink.h), for the messages that are sent here. */
enum RouteFamily implements NetlinkFamily {
    ROUTE;

    static final int NEWLINK = 16;
    static final int GETLINK = 18;
    static final int NEWADDR = 20;
    static final int DELADDR = 21;
    static final int GETADDR = 22;
    static final int NEWROUTE = 24;
    static final int DELROUTE = 25;
    static final int GETROUTE = 26;

    private static final int FIRST = 16;
    private static final List<String> OBJECTS = List.of("LINK", "ADDR", "ROUTE");
    private static final List<String> VERBS = List.of("NEW", "DEL", "GET");
    private static final List<String> LINK =
            List.of("UNSPEC", "ADDRESS", "BROADCAST", "IFNAME", "MTU", "LINK", "QDISC", "STATS");
    private static final List<String> ADDRESS = List.of("UNSPEC", "ADDRESS", "LOCAL", "LABEL", "BROADCAST");
    private static final List<String> ROUTE_NAMES =
            List.of("UNSPEC", "DST", "SRC", "IIF", "OIF", "GATEWAY", "PRIORITY", "PREFSRC", "METRICS");
    private static final int ROUTE_TABLE = 15;
    private static final int LINK_INFO = 18;

    @Override
    public int protocol() {
        return 0;
    }

    @Override
    public String messageName(int messageType) {
        int object = (messageType - FIRST) / 4;
        int verb = (messageType - FIRST) % 4;
        return object >= 0 && object < OBJECTS.size() && verb >= 0 && verb < VERBS.size()
                ? "RTM_" + VERBS.get(verb) + OBJECTS.get(object)
                : "RTM_" + messageType;
    }

    @Override
    public int structureLength(int messageType) {
        return switch ((messageType - FIRST) / 4) {
            case 0 -> Link.SIZE;
            case 1 -> LinkAddress.SIZE;
            default -> Route.SIZE;
        };
    }

    @Override
    public String attributeName(int messageType, int attributeType) {
        return switch ((messageType - FIRST) / 4) {
            case 0 -> "IFLA_" + (attributeType == LINK_INFO ? "LINKINFO" : name(LINK, attributeType));
            case 1 -> "IFA_" + name(ADDRESS, attributeType);
            default -> "RTA_" + (attributeType == ROUTE_TABLE ? "TABLE" : name(ROUTE_NAMES, attributeType));
        };
    }

    private static String name(List<String> names, int type) {
        return type < names.size() ? names.get(type) : Integer.toString(type);
    }
}
