package io.xfrmgate.nativeio.rtnetlink;

import io.xfrmgate.nativeio.netlink.MessageWriter;
import io.xfrmgate.nativeio.netlink.NetlinkRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Consumer;

/** Requests of {@link RouteChannel}, and what they share. */
final class RouteMessages {
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;

    private RouteMessages() {}

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? AF_INET6 : AF_INET;
    }

    static InetAddress unspecified(int family) {
        return InetAddress.ofLiteral(family == AF_INET6 ? "::" : "0.0.0.0");
    }

    /** Any request: its body is written by a function. */
    record Request(int type, int flags, boolean isDump, Consumer<MessageWriter> body) implements NetlinkRequest {
        static Request of(int type, int flags, Consumer<MessageWriter> body) {
            return new Request(type, flags, false, body);
        }

        static Request dump(int type, int structureLength) {
            return new Request(type, 0, true, writer -> writer.zeros(structureLength));
        }

        @Override
        public void write(MessageWriter writer) {
            body.accept(writer);
        }
    }
}
