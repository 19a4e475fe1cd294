package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.net.IpAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Addresses as ints in a {@link PackedTable}: four of them, or the last alone for IPv4. */
final class AddressWords {
    static final int V6 = 4;

    private AddressWords() {}

    static boolean isV6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /** An IPv4 address in one int. */
    static int v4(InetAddress address) {
        return word(address.getAddress(), 0);
    }

    static InetAddress v4(int word) {
        return new IpAddress(0, word & 0xFFFF_FFFFL, false).toInetAddress();
    }

    /** An address of either family in four ints. */
    static void put(InetAddress address, int[] record, int at) {
        byte[] octets = address.getAddress();
        int words = octets.length / Integer.BYTES;
        Arrays.fill(record, at, at + V6 - words, 0);
        for (int i = 0; i < words; i++) {
            record[at + V6 - words + i] = word(octets, i * Integer.BYTES);
        }
    }

    private static int word(byte[] octets, int at) {
        return octets[at] << 24 | (octets[at + 1] & 0xFF) << 16 | (octets[at + 2] & 0xFF) << 8 | octets[at + 3] & 0xFF;
    }

    static InetAddress get(PackedTable table, int record, int at, boolean v6) {
        return new IpAddress(
                        join(table.get(record, at), table.get(record, at + 1)),
                        join(table.get(record, at + 2), table.get(record, at + 3)),
                        v6)
                .toInetAddress();
    }

    private static long join(int high, int low) {
        return (long) high << 32 | low & 0xFFFF_FFFFL;
    }
}
