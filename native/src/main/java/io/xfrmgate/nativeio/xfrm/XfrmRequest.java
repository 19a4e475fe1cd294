package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MessageWriter;
import io.xfrmgate.nativeio.netlink.NetlinkRequest;
import java.util.List;
import java.util.Optional;

/** Requests of NETLINK_XFRM, each with the {@code ip xfrm} command that does the same. */
public sealed interface XfrmRequest extends NetlinkRequest {

    /** {@code ip xfrm state add}; EEXIST if destination, SPI, protocol and mark are taken. */
    record AddSa(Sa sa) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.NEWSA;
        }

        @Override
        public void write(MessageWriter writer) {
            sa.write(writer);
        }
    }

    /** {@code ip xfrm state update}: limits, encapsulation, marks; not keys and addresses. */
    record UpdateSa(Sa sa) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.UPDSA;
        }

        @Override
        public void write(MessageWriter writer) {
            sa.write(writer);
        }
    }

    /** {@code ip xfrm state delete}; ESRCH if it is not there. */
    record DeleteSa(SaId id, Optional<Mark> mark) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.DELSA;
        }

        @Override
        public void write(MessageWriter writer) {
            id.write(writer);
            mark.ifPresent(m -> writer.attribute(XfrmAttribute.MARK, () -> m.write(writer)));
        }
    }

    /** {@code ip xfrm state get}; answered by {@link XfrmMessage.SaNews}. */
    record GetSa(SaId id, Optional<Mark> mark) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.GETSA;
        }

        @Override
        public void write(MessageWriter writer) {
            id.write(writer);
            mark.ifPresent(m -> writer.attribute(XfrmAttribute.MARK, () -> m.write(writer)));
        }
    }

    /** {@code ip xfrm state list}. */
    record DumpSas() implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.GETSA;
        }

        @Override
        public boolean isDump() {
            return true;
        }

        @Override
        public void write(MessageWriter writer) {
            writer.zeros(SaId.SIZE);
        }
    }

    /**
     * {@code ip xfrm state flush}.
     *
     * @param protocol 0 is every one
     */
    record FlushSas(int protocol) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.FLUSHSA;
        }

        @Override
        public void write(MessageWriter writer) {
            writer.u8(protocol);
        }
    }

    /**
     * {@code ip xfrm state allocspi}: a state without keys that reserves an SPI from {@code min} to {@code max}; answered by
     * {@link XfrmMessage.SaNews}.
     */
    record AllocateSpi(SaInfo info, int min, int max, Optional<Mark> mark, int interfaceId) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.ALLOCSPI;
        }

        @Override
        public void write(MessageWriter writer) {
            info.write(writer);
            writer.u32(min).u32(max);
            Policy.writeKey(writer, mark, interfaceId);
        }
    }

    /** {@code ip xfrm policy add}; EEXIST if selector, direction, mark and interface identifier are taken. */
    record AddPolicy(Policy policy) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.NEWPOLICY;
        }

        @Override
        public void write(MessageWriter writer) {
            policy.write(writer);
        }
    }

    /** {@code ip xfrm policy update}: adds it, or takes the place of the one that is there. */
    record UpdatePolicy(Policy policy) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.UPDPOLICY;
        }

        @Override
        public void write(MessageWriter writer) {
            policy.write(writer);
        }
    }

    /** {@code ip xfrm policy delete}; ENOENT if it is not there. */
    record DeletePolicy(PolicyId id, Optional<Mark> mark, int interfaceId) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.DELPOLICY;
        }

        @Override
        public void write(MessageWriter writer) {
            id.write(writer);
            Policy.writeKey(writer, mark, interfaceId);
        }
    }

    /** {@code ip xfrm policy get}; answered by {@link XfrmMessage.PolicyNews}. */
    record GetPolicy(PolicyId id, Optional<Mark> mark, int interfaceId) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.GETPOLICY;
        }

        @Override
        public void write(MessageWriter writer) {
            id.write(writer);
            Policy.writeKey(writer, mark, interfaceId);
        }
    }

    /** {@code ip xfrm policy list}; sockets' own policies are in it. */
    record DumpPolicies() implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.GETPOLICY;
        }

        @Override
        public boolean isDump() {
            return true;
        }

        @Override
        public void write(MessageWriter writer) {
            writer.zeros(PolicyId.SIZE);
        }
    }

    /** {@code ip xfrm policy flush}. */
    record FlushPolicies() implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.FLUSHPOLICY;
        }

        @Override
        public void write(MessageWriter writer) {}
    }

    /** Sets a state's sequence numbers, counters or thresholds. */
    record SetAe(AeState state) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.NEWAE;
        }

        @Override
        public int flags() {
            return REPLACE;
        }

        @Override
        public void write(MessageWriter writer) {
            state.write(writer);
        }
    }

    /** Reads a state's sequence numbers and counters; answered by {@link XfrmMessage.AeNews}. */
    record GetAe(AeId id, Optional<Mark> mark) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.GETAE;
        }

        @Override
        public void write(MessageWriter writer) {
            id.write(writer);
            mark.ifPresent(m -> writer.attribute(XfrmAttribute.MARK, () -> m.write(writer)));
        }
    }

    /** {@code ip xfrm state count}; answered by {@link XfrmMessage.SadInfo}. */
    record GetSadInfo() implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.GETSADINFO;
        }

        @Override
        public void write(MessageWriter writer) {
            writer.u32(-1); // flags that the kernel does not look at
        }
    }

    /** {@code ip xfrm policy count}; answered by {@link XfrmMessage.SpdInfo}. */
    record GetSpdInfo() implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.GETSPDINFO;
        }

        @Override
        public void write(MessageWriter writer) {
            writer.u32(-1);
        }
    }

    /** {@code ip xfrm policy set hthresh4 L R hthresh6 L R}. */
    record SetHashThresholds(Optional<HashThresholds> inet, Optional<HashThresholds> inet6) implements XfrmRequest {
        @Override
        public int type() {
            return XfrmType.NEWSPDINFO;
        }

        @Override
        public void write(MessageWriter writer) {
            writer.u32(-1);
            inet.ifPresent(t -> writer.attribute(SpdAttribute.IPV4_HTHRESH, () -> t.write(writer)));
            inet6.ifPresent(t -> writer.attribute(SpdAttribute.IPV6_HTHRESH, () -> t.write(writer)));
        }
    }

    /**
     * Moves one policy's templates, and their states, to other addresses. Kernels need CONFIG_XFRM_MIGRATE.
     *
     * @param entries at most 6
     * @param encapsulation of the states after it
     */
    record Migrate(PolicyId id, List<MigrateEntry> entries, Optional<Encapsulation> encapsulation, int interfaceId)
            implements XfrmRequest {
        public Migrate {
            entries = List.copyOf(entries);
        }

        @Override
        public int type() {
            return XfrmType.MIGRATE;
        }

        @Override
        public void write(MessageWriter writer) {
            id.write(writer);
            writer.attribute(XfrmAttribute.MIGRATE, () -> entries.forEach(e -> e.write(writer)));
            encapsulation.ifPresent(e -> writer.attribute(XfrmAttribute.ENCAP, () -> e.write(writer)));
            Policy.writeKey(writer, Optional.empty(), interfaceId);
        }
    }
}
