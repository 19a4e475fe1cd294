package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.Attributes;
import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.net.InetAddress;
import java.util.Optional;

/**
 * What a state has beyond its fixed part. An absent attribute is an empty Optional, or 0 where the kernel takes that for
 * absent too.
 *
 * @param aead excludes the other two
 * @param outputMark XFRMA_SET_MARK and its mask: mark of the packets that leave the state
 * @param interfaceId XFRMA_IF_ID
 * @param tfcPadding XFRMA_TFCPAD, tunnel mode only
 * @param extraFlags XFRMA_SA_EXTRA_FLAGS, XFRM_SA_XFLAG_*
 * @param mappingMaxAge XFRMA_MTIMER_THRESH: at least so many seconds between two mapping messages
 * @param lastUsed seconds since 1970, from the kernel only
 * @param used counters to start from (XFRMA_LTIME_VAL), to the kernel only
 */
public record SaAttributes(
        Optional<Algorithm.Aead> aead,
        Optional<Algorithm.Cipher> cipher,
        Optional<Algorithm.Integrity> integrity,
        Optional<Encapsulation> encapsulation,
        Optional<ReplayEsn> replayEsn,
        Optional<ReplayCounters> replay,
        Optional<Mark> mark,
        Optional<Mark> outputMark,
        int interfaceId,
        Optional<SaDirection> direction,
        Optional<Offload> offload,
        int tfcPadding,
        int extraFlags,
        int mappingMaxAge,
        Optional<InetAddress> careOfAddress,
        long lastUsed,
        Optional<LifetimeUsed> used) {

    public static final SaAttributes NONE = new Builder().build();

    /** The same with some changes. */
    public Builder change() {
        return new Builder(this);
    }

    void write(MessageWriter writer) {
        aead.ifPresent(a -> writer.attribute(XfrmAttribute.ALG_AEAD, () -> a.write(writer)));
        integrity.ifPresent(a -> writer.attribute(
                a.truncationBits() == 0 ? XfrmAttribute.ALG_AUTH : XfrmAttribute.ALG_AUTH_TRUNC,
                () -> a.write(writer)));
        cipher.ifPresent(a -> writer.attribute(XfrmAttribute.ALG_CRYPT, () -> a.write(writer)));
        encapsulation.ifPresent(e -> writer.attribute(XfrmAttribute.ENCAP, () -> e.write(writer)));
        replayEsn.ifPresent(r -> writer.attribute(XfrmAttribute.REPLAY_ESN_VAL, () -> r.write(writer)));
        replay.ifPresent(r -> writer.attribute(XfrmAttribute.REPLAY_VAL, () -> r.write(writer)));
        mark.ifPresent(m -> writer.attribute(XfrmAttribute.MARK, () -> m.write(writer)));
        direction.ifPresent(d -> writer.attributeU8(XfrmAttribute.SA_DIR, d.number()));
        offload.ifPresent(o -> writer.attribute(XfrmAttribute.OFFLOAD_DEV, () -> o.write(writer)));
        careOfAddress.ifPresent(a -> writer.attribute(XfrmAttribute.COADDR, () -> writer.address(a)));
        used.ifPresent(u -> writer.attribute(XfrmAttribute.LTIME_VAL, () -> u.write(writer)));
        number(writer, XfrmAttribute.IF_ID, interfaceId);
        outputMark.ifPresent(m -> writer.attributeU32(XfrmAttribute.SET_MARK, m.value())
                .attributeU32(XfrmAttribute.SET_MARK_MASK, m.mask()));
        number(writer, XfrmAttribute.TFCPAD, tfcPadding);
        number(writer, XfrmAttribute.SA_EXTRA_FLAGS, extraFlags);
        number(writer, XfrmAttribute.MTIMER_THRESH, mappingMaxAge);
    }

    private static void number(MessageWriter writer, int type, int value) {
        if (value != 0) {
            writer.attributeU32(type, value);
        }
    }

    static SaAttributes read(Attributes attributes, InetAddress destination) throws MalformedMessageException {
        int family = AddressFamily.of(destination);
        Optional<Algorithm.Integrity> truncated =
                attributes.find(XfrmAttribute.ALG_AUTH_TRUNC, r -> Algorithm.Integrity.read(r, true));
        return new SaAttributes(
                attributes.find(XfrmAttribute.ALG_AEAD, Algorithm.Aead::read),
                attributes.find(XfrmAttribute.ALG_CRYPT, Algorithm.Cipher::read),
                truncated.isPresent()
                        ? truncated
                        : attributes.find(XfrmAttribute.ALG_AUTH, r -> Algorithm.Integrity.read(r, false)),
                attributes.find(XfrmAttribute.ENCAP, r -> Encapsulation.read(r, family)),
                attributes.find(XfrmAttribute.REPLAY_ESN_VAL, ReplayEsn::read),
                attributes.find(XfrmAttribute.REPLAY_VAL, ReplayCounters::read),
                attributes.find(XfrmAttribute.MARK, Mark::read),
                outputMark(attributes),
                attributes.u32(XfrmAttribute.IF_ID, 0),
                attributes.find(XfrmAttribute.SA_DIR, r -> SaDirection.of(r.u8())),
                attributes.find(XfrmAttribute.OFFLOAD_DEV, Offload::read),
                attributes.u32(XfrmAttribute.TFCPAD, 0),
                attributes.u32(XfrmAttribute.SA_EXTRA_FLAGS, 0),
                attributes.u32(XfrmAttribute.MTIMER_THRESH, 0),
                attributes.find(XfrmAttribute.COADDR, r -> r.address(family)),
                attributes.find(XfrmAttribute.LASTUSED, MessageReader::u64).orElse(0L),
                attributes.find(XfrmAttribute.LTIME_VAL, LifetimeUsed::read));
    }

    private static Optional<Mark> outputMark(Attributes attributes) throws MalformedMessageException {
        if (!attributes.has(XfrmAttribute.SET_MARK)) {
            return Optional.empty();
        }
        int value = attributes.u32(XfrmAttribute.SET_MARK, 0);
        return Optional.of(new Mark(value, attributes.u32(XfrmAttribute.SET_MARK_MASK, -1)));
    }

    /** Builds attributes; what is not named stays absent. */
    public static final class Builder {
        private Optional<Algorithm.Aead> aead = Optional.empty();
        private Optional<Algorithm.Cipher> cipher = Optional.empty();
        private Optional<Algorithm.Integrity> integrity = Optional.empty();
        private Optional<Encapsulation> encapsulation = Optional.empty();
        private Optional<ReplayEsn> replayEsn = Optional.empty();
        private Optional<ReplayCounters> replay = Optional.empty();
        private Optional<Mark> mark = Optional.empty();
        private Optional<Mark> outputMark = Optional.empty();
        private int interfaceId;
        private Optional<SaDirection> direction = Optional.empty();
        private Optional<Offload> offload = Optional.empty();
        private int tfcPadding;
        private int extraFlags;
        private int mappingMaxAge;
        private Optional<InetAddress> careOfAddress = Optional.empty();
        private long lastUsed;
        private Optional<LifetimeUsed> used = Optional.empty();

        public Builder() {}

        private Builder(SaAttributes from) {
            aead = from.aead;
            cipher = from.cipher;
            integrity = from.integrity;
            encapsulation = from.encapsulation;
            replayEsn = from.replayEsn;
            replay = from.replay;
            mark = from.mark;
            outputMark = from.outputMark;
            interfaceId = from.interfaceId;
            direction = from.direction;
            offload = from.offload;
            tfcPadding = from.tfcPadding;
            extraFlags = from.extraFlags;
            mappingMaxAge = from.mappingMaxAge;
            careOfAddress = from.careOfAddress;
            lastUsed = from.lastUsed;
            used = from.used;
        }

        public Builder algorithm(Algorithm algorithm) {
            switch (algorithm) {
                case Algorithm.Aead a -> aead = Optional.of(a);
                case Algorithm.Cipher c -> cipher = Optional.of(c);
                case Algorithm.Integrity i -> integrity = Optional.of(i);
            }
            return this;
        }

        public Builder encapsulation(Optional<Encapsulation> value) {
            encapsulation = value;
            return this;
        }

        public Builder replayEsn(ReplayEsn value) {
            replayEsn = Optional.of(value);
            return this;
        }

        public Builder replay(ReplayCounters value) {
            replay = Optional.of(value);
            return this;
        }

        public Builder mark(Optional<Mark> value) {
            mark = value;
            return this;
        }

        public Builder outputMark(Mark value) {
            outputMark = Optional.of(value);
            return this;
        }

        public Builder interfaceId(int value) {
            interfaceId = value;
            return this;
        }

        public Builder direction(Optional<SaDirection> value) {
            direction = value;
            return this;
        }

        public Builder offload(Offload value) {
            offload = Optional.of(value);
            return this;
        }

        public Builder withoutOffload() {
            offload = Optional.empty();
            return this;
        }

        public Builder tfcPadding(int value) {
            tfcPadding = value;
            return this;
        }

        public Builder extraFlags(int value) {
            extraFlags = value;
            return this;
        }

        public Builder mappingMaxAge(int value) {
            mappingMaxAge = value;
            return this;
        }

        public Builder careOfAddress(InetAddress value) {
            careOfAddress = Optional.of(value);
            return this;
        }

        public Builder used(LifetimeUsed value) {
            used = Optional.of(value);
            return this;
        }

        public SaAttributes build() {
            return new SaAttributes(
                    aead,
                    cipher,
                    integrity,
                    encapsulation,
                    replayEsn,
                    replay,
                    mark,
                    outputMark,
                    interfaceId,
                    direction,
                    offload,
                    tfcPadding,
                    extraFlags,
                    mappingMaxAge,
                    careOfAddress,
                    lastUsed,
                    used);
        }
    }
}
