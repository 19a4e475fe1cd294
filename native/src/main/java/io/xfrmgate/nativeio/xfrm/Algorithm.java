package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.util.Arrays;

/** An algorithm by the name that the kernel's crypto interface has for it, with its key. The text of none shows a key. */
public sealed interface Algorithm {
    /** Octets of the name's field, with the zero at its end. */
    int NAME_SIZE = 64;

    String name();

    /** Shared with the caller, who may wipe it. */
    byte[] key();

    /**
     * <pre>
     * struct xfrm_algo { char alg_name[64]; unsigned int alg_key_len (bits); char alg_key[]; };    XFRMA_ALG_CRYPT
     * </pre>
     */
    record Cipher(String name, byte[] key) implements Algorithm {
        void write(MessageWriter writer) {
            writer.text(name, NAME_SIZE).u32(key.length * 8).bytes(key);
        }

        static Cipher read(MessageReader reader) throws MalformedMessageException {
            String name = reader.text(NAME_SIZE);
            return new Cipher(name, reader.bytes(keyOctets(reader.u32())));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Cipher that && name.equals(that.name) && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name + " with a key of " + key.length + " octets";
        }
    }

    /**
     * <pre>
     * struct xfrm_algo_auth { char alg_name[64]; unsigned int alg_key_len, alg_trunc_len (bits); char alg_key[]; };
     * </pre>
     *
     * XFRMA_ALG_AUTH_TRUNC; without a truncation struct xfrm_algo in XFRMA_ALG_AUTH.
     *
     * @param truncationBits 0 lets the kernel choose
     */
    record Integrity(String name, byte[] key, int truncationBits) implements Algorithm {
        void write(MessageWriter writer) {
            writer.text(name, NAME_SIZE).u32(key.length * 8);
            if (truncationBits != 0) {
                writer.u32(truncationBits);
            }
            writer.bytes(key);
        }

        static Integrity read(MessageReader reader, boolean truncated) throws MalformedMessageException {
            String name = reader.text(NAME_SIZE);
            int octets = keyOctets(reader.u32());
            int truncation = truncated ? reader.u32() : 0;
            return new Integrity(name, reader.bytes(octets), truncation);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Integrity that
                    && name.equals(that.name)
                    && truncationBits == that.truncationBits
                    && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name + "-" + truncationBits + " with a key of " + key.length + " octets";
        }
    }

    /**
     * <pre>
     * struct xfrm_algo_aead { char alg_name[64]; unsigned int alg_key_len, alg_icv_len (bits); char alg_key[]; };
     * </pre>
     *
     * XFRMA_ALG_AEAD.
     *
     * @param key with its salt at the end
     * @param icvBits length of the integrity check value
     */
    record Aead(String name, byte[] key, int icvBits) implements Algorithm {
        void write(MessageWriter writer) {
            writer.text(name, NAME_SIZE).u32(key.length * 8).u32(icvBits).bytes(key);
        }

        static Aead read(MessageReader reader) throws MalformedMessageException {
            String name = reader.text(NAME_SIZE);
            int octets = keyOctets(reader.u32());
            int icv = reader.u32();
            return new Aead(name, reader.bytes(octets), icv);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Aead that
                    && name.equals(that.name)
                    && icvBits == that.icvBits
                    && Arrays.equals(key, that.key);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name + "-" + icvBits + " with a key of " + key.length + " octets";
        }
    }

    private static int keyOctets(int bits) throws MalformedMessageException {
        if (bits < 0) {
            throw new MalformedMessageException("a key of " + Integer.toUnsignedString(bits) + " bits");
        }
        return (int) (((long) bits + 7) / 8);
    }
}
