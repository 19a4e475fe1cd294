package io.xfrmgate.agent.kernel;

import io.xfrmgate.nativeio.libc.ErrnoException;
import io.xfrmgate.nativeio.libc.NetworkInterfaces;
import io.xfrmgate.nativeio.netns.NetworkNamespace;
import io.xfrmgate.nativeio.rtnetlink.Route;
import io.xfrmgate.nativeio.rtnetlink.RouteChannel;
import io.xfrmgate.nativeio.xfrm.XfrmChannel;
import io.xfrmgate.nativeio.xfrm.XfrmListener;
import io.xfrmgate.nativeio.xfrm.XfrmReply;
import io.xfrmgate.nativeio.xfrm.XfrmRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.OptionalInt;

/** What a data plane needs of the kernel: requests to its tables, and what it tells unasked. */
interface Kernel extends AutoCloseable {

    /** Sends requests together; answers stand in the same order. A refused request does not stop the ones behind it. */
    List<XfrmReply> exchange(List<? extends XfrmRequest> requests) throws ErrnoException;

    /** Takes what the kernel has told; does not wait. */
    XfrmListener.Heard poll() throws ErrnoException;

    /** Readable when there is something to {@link #poll}. */
    int fd();

    /** The index of an interface; empty if there is none of that name. */
    OptionalInt interfaceIndex(String name);

    /** The index of the interface through which packets to an address leave; empty if there is no route. */
    OptionalInt routeTo(InetAddress destination);

    @Override
    void close();

    /** The real one, by netlink, in a network namespace. */
    record ByNetlink(XfrmChannel channel, XfrmListener listener, RouteChannel routes, NetworkNamespace namespace)
            implements Kernel {
        @Override
        public List<XfrmReply> exchange(List<? extends XfrmRequest> requests) throws ErrnoException {
            return channel.exchange(requests);
        }

        @Override
        public XfrmListener.Heard poll() throws ErrnoException {
            return listener.poll();
        }

        @Override
        public int fd() {
            return listener.fd();
        }

        @Override
        public OptionalInt interfaceIndex(String name) {
            try {
                return namespace.call(() -> NetworkInterfaces.indexOf(name));
            } catch (ErrnoException e) {
                return OptionalInt.empty();
            }
        }

        @Override
        public OptionalInt routeTo(InetAddress destination) {
            try {
                return routes.lookup(destination).map(Route::linkIndex).stream()
                        .mapToInt(Integer::intValue)
                        .findFirst();
            } catch (ErrnoException e) {
                return OptionalInt.empty();
            }
        }

        @Override
        public void close() {
            routes.close();
            listener.close();
            channel.close();
            namespace.close();
        }
    }
}
