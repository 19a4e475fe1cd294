package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;

/**
 * Policies whose prefixes are at least so long go into a hash table; the others are searched one by one.
 *
 * <pre>
 * struct xfrmu_spdhthresh { __u8 lbits, rbits; };    2 octets
 * </pre>
 *
 * @param local prefix length on our side: source of outbound, destination of inbound policies
 * @param remote prefix length on the other side
 */
public record HashThresholds(int local, int remote) {
    void write(MessageWriter writer) {
        writer.u8(local).u8(remote);
    }

    static HashThresholds read(MessageReader reader) throws MalformedMessageException {
        return new HashThresholds(reader.u8(), reader.u8());
    }
}
