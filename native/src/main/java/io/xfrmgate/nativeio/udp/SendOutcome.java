package io.xfrmgate.nativeio.udp;

import java.util.List;

/**
 * What became of the queued datagrams.
 *
 * @param sent datagrams the kernel took
 * @param waiting datagrams still queued because the kernel's send buffer is full: flush again when the socket is writable
 * @param failures datagrams the kernel refused; they are no longer queued
 */
public record SendOutcome(int sent, int waiting, List<Failure> failures) {
    static final SendOutcome NOTHING = new SendOutcome(0, 0, List.of());

    public SendOutcome {
        failures = List.copyOf(failures);
    }

    /**
     * A datagram that was refused.
     *
     * @param to its destination
     * @param errno why, from errno.h: ENETUNREACH or EINVAL (no route, or a source address this host does not have),
     *     EHOSTUNREACH or EACCES (an unreachable or prohibit route), EPERM (a firewall or an IPsec policy), EMSGSIZE
     */
    public record Failure(UdpAddress to, int errno) {}
}
