package io.xfrmgate.nativeio.xfrm;

import io.xfrmgate.nativeio.netlink.MalformedMessageException;
import io.xfrmgate.nativeio.netlink.MessageReader;
import io.xfrmgate.nativeio.netlink.MessageWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sequence numbers of a state with extended numbers (RFC 4304), or with a window above 32.
 *
 * <pre>
 * struct xfrm_replay_state_esn {                           24 octets and the bitmap
 *     unsigned int bmp_len;                                words of 32 bits, at most 128
 *     __u32 oseq, seq, oseq_hi, seq_hi, replay_window;
 *     __u32 bmp[];
 * };
 * </pre>
 *
 * @param outbound last number sent, 64 bits
 * @param inbound highest number received, 64 bits
 * @param window in packets; at most 32 for each word of the bitmap
 */
public record ReplayEsn(long outbound, long inbound, int window, List<Integer> bitmap) {
    private static final int MAX_WORDS = 128;

    public ReplayEsn {
        bitmap = List.copyOf(bitmap);
    }

    /** No number used yet, and room for a window. */
    public static ReplayEsn fresh(int window) {
        return new ReplayEsn(0, 0, window, Collections.nCopies((window + 31) / 32, 0));
    }

    void write(MessageWriter writer) {
        writer.u32(bitmap.size()).u32((int) outbound).u32((int) inbound);
        writer.u32((int) (outbound >>> 32)).u32((int) (inbound >>> 32)).u32(window);
        bitmap.forEach(writer::u32);
    }

    static ReplayEsn read(MessageReader reader) throws MalformedMessageException {
        int words = reader.u32();
        long outbound = reader.u32() & 0xFFFF_FFFFL;
        long inbound = reader.u32() & 0xFFFF_FFFFL;
        outbound |= (long) reader.u32() << 32;
        inbound |= (long) reader.u32() << 32;
        int window = reader.u32();
        if (words < 0 || words > MAX_WORDS) {
            throw new MalformedMessageException("a replay bitmap of " + Integer.toUnsignedString(words) + " words");
        }
        List<Integer> bitmap = new ArrayList<>(words);
        // iproute2 sends the head alone; the kernel takes that as an empty bitmap
        for (int i = 0; i < words; i++) {
            bitmap.add(reader.hasRemaining() ? reader.u32() : 0);
        }
        return new ReplayEsn(outbound, inbound, window, bitmap);
    }
}
