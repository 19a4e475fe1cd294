package io.xfrmgate.nativeio.libc;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Every call to libc that the gateway makes, direct-mapped. A failing call throws {@link LastErrorException} with errno;
 * only the other classes of this package call it, and they give errno to their callers as a value.
 */
public final class LibC {
    static {
        Native.register(LibC.class, "c");
    }

    private LibC() {}

    public static native int socket(int domain, int type, int protocol) throws LastErrorException;

    public static native int bind(int fd, Pointer address, int length) throws LastErrorException;

    public static native int connect(int fd, Pointer address, int length) throws LastErrorException;

    public static native int getsockname(int fd, Pointer address, Pointer length) throws LastErrorException;

    public static native int setsockopt(int fd, int level, int option, Pointer value, int length)
            throws LastErrorException;

    public static native int getsockopt(int fd, int level, int option, Pointer value, Pointer length)
            throws LastErrorException;

    public static native long sendto(int fd, Pointer data, long length, int flags, Pointer address, int addressLength)
            throws LastErrorException;

    public static native long recvfrom(
            int fd, Pointer data, long length, int flags, Pointer address, Pointer addressLength)
            throws LastErrorException;

    public static native long sendmsg(int fd, Pointer message, int flags) throws LastErrorException;

    public static native long recvmsg(int fd, Pointer message, int flags) throws LastErrorException;

    public static native int sendmmsg(int fd, Pointer messages, int count, int flags) throws LastErrorException;

    public static native int recvmmsg(int fd, Pointer messages, int count, int flags, Pointer timeout)
            throws LastErrorException;

    public static native int epoll_create1(int flags) throws LastErrorException;

    public static native int epoll_ctl(int epoll, int operation, int fd, Pointer event) throws LastErrorException;

    public static native int epoll_wait(int epoll, Pointer events, int count, int timeoutMillis)
            throws LastErrorException;

    public static native int eventfd(int initial, int flags) throws LastErrorException;

    public static native long read(int fd, Pointer data, long length) throws LastErrorException;

    public static native long write(int fd, Pointer data, long length) throws LastErrorException;

    public static native int open(String path, int flags) throws LastErrorException;

    public static native int close(int fd) throws LastErrorException;

    public static native int setns(int fd, int type) throws LastErrorException;

    public static native int unshare(int flags) throws LastErrorException;

    public static native int if_nametoindex(String name) throws LastErrorException;

    public static native int prctl(int option, long a, long b, long c, long d) throws LastErrorException;

    public static native Pointer strerror(int errno);

    public static native int clock_gettime(int clock, Pointer timespec) throws LastErrorException;
}
