package io.xfrmgate.nativeio.xfrm;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** What the kernel tells, as an answer or to a multicast group. */
public sealed interface XfrmMessage {

    /** A state: in an answer, or new ({@code updated} false) or changed ones to the SA group. */
    record SaNews(Sa sa, boolean updated) implements XfrmMessage {}

    /** A state was deleted. */
    record SaDeleted(SaId id) implements XfrmMessage {}

    /** All states of a protocol were deleted; 0 is every one. */
    record SasFlushed(int protocol) implements XfrmMessage {}

    /** A policy: in an answer, or new ({@code updated} false) or changed ones to the policy group. */
    record PolicyNews(Policy policy, boolean updated) implements XfrmMessage {}

    /** A policy was deleted; if it was named by its index the selector is empty. */
    record PolicyDeleted(PolicyId id, Optional<Policy> policy) implements XfrmMessage {}

    /** All policies were deleted. */
    record PoliciesFlushed() implements XfrmMessage {}

    /**
     * A packet met a policy without a state for it.
     *
     * @param id with SPI 0: destination and protocol of the template
     * @param selector the packet: host addresses, protocol, ports
     * @param policy that it met, with its templates, which hold the reqid
     * @param sequence to be put in the state that answers it
     */
    record Acquire(SaId id, InetAddress source, Selector selector, Policy policy, int sequence)
            implements XfrmMessage {}

    /** A state's limit was met; {@code hard}: it is gone. */
    record Expire(SaInfo sa, Optional<Mark> mark, boolean hard) implements XfrmMessage {}

    /** A policy's limit was met; {@code hard}: it is gone. */
    record PolicyExpire(Policy policy, boolean hard) implements XfrmMessage {}

    /** Sequence numbers and counters. */
    record AeNews(AeState state) implements XfrmMessage {}

    /** A report of Mobile IPv6: a packet without a state. */
    record Report(int protocol, Selector selector) implements XfrmMessage {}

    /** States and templates were moved. */
    record Migrated(PolicyId id, List<MigrateEntry> entries) implements XfrmMessage {
        public Migrated {
            entries = List.copyOf(entries);
        }
    }

    /** Authentic ESP in UDP came from another address or port than the state's; an inbound state. */
    record Mapping(SaId id, int reqid, InetAddress oldSource, int oldPort, InetAddress newSource, int newPort)
            implements XfrmMessage {}

    /**
     * The SAD's size.
     *
     * @param buckets of its hash table
     */
    record SadInfo(int count, int buckets, int maxBuckets) implements XfrmMessage {}

    /** The SPD's size: policies by direction, sockets' own ones, hash table. */
    record SpdInfo(
            int in,
            int out,
            int forward,
            int socketIn,
            int socketOut,
            int socketForward,
            Optional<HashThresholds> inet,
            Optional<HashThresholds> inet6)
            implements XfrmMessage {}

    /** A type that is not known here. */
    record Unknown(int type) implements XfrmMessage {}

    /** It could not be read. */
    record Malformed(int type, String reason) implements XfrmMessage {}
}
