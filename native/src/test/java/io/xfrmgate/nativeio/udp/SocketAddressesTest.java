package io.xfrmgate.nativeio.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    @Test
    void layoutOfTheTwoSocketAddresses() {
        ByteBuffer buffer = buffer(64);
        assertThat(SocketAddresses.write(buffer, 0, UdpAddress.of("192.0.2.1", 4500)))
                .isEqualTo(16);
        assertThat(hex(buffer, 0, 16)).isEqualTo((LITTLE ? "0200" : "0002") + "1194c00002010000000000000000");
        assertThat(SocketAddresses.write(buffer, 32, UdpAddress.of("2001:db8::1", 500)))
                .isEqualTo(28);
        assertThat(hex(buffer, 32, 28))
                .isEqualTo((LITTLE ? "0a00" : "000a") + "01f40000000020010db800000000000000000000000100000000");
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 500", "255.255.255.255, 65535", "0.0.0.0, 0", "2001:db8::1, 4500", "::, 0"})
    void whatIsWrittenIsRead(String literal, int port) {
        ByteBuffer buffer = buffer(32);
        UdpAddress address = UdpAddress.of(literal, port);
        SocketAddresses.write(buffer, 0, address);
        assertThat(new SocketAddresses().read(buffer, 0)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
    void packetInfoIsFoundBehindOtherControlMessages(String literal) {
        ByteBuffer buffer = buffer(MessageVector.CONTROL_SIZE);
        UdpAddress address = UdpAddress.of(literal, 500);
        buffer.putLong(0, 20).putInt(8, 1).putInt(12, 40); // SO_RXQ_OVFL, padded to 24
        int length = 24 + SocketAddresses.writePacketInfo(buffer, 24, address.address());
        if (!address.isV6()) {
            buffer.put(24 + 16 + 8, address.address().getAddress()); // the kernel fills ipi_addr, a sender ipi_spec_dst
        }
        UdpAddress any = UdpAddress.of(address.isV6() ? "::" : "0.0.0.0", 500);
        SocketAddresses addresses = new SocketAddresses();
        assertThat(addresses.readPacketInfo(buffer, 0, length, 500, any)).isEqualTo(address);
        assertThat(addresses.readPacketInfo(buffer, 0, 24, 500, any)).isSameAs(any);
        assertThat(addresses.readPacketInfo(buffer, 0, 0, 500, any)).isSameAs(any);
    }

    @Test
    void neighboursKeepTheirPlacesInTheCache() {
        SocketAddresses addresses = new SocketAddresses();
        ByteBuffer buffer = buffer(32);
        for (String prefix : new String[] {"192.0.2.", "2001:db8::"}) {
            List<UdpAddress> first = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                SocketAddresses.write(buffer, 0, UdpAddress.of(prefix + i, 500));
                first.add(addresses.read(buffer, 0));
            }
            int kept = 0;
            for (int i = 0; i < 100; i++) {
                SocketAddresses.write(buffer, 0, first.get(i));
                UdpAddress again = addresses.read(buffer, 0);
                assertThat(again).isEqualTo(first.get(i));
                kept += System.identityHashCode(again) == System.identityHashCode(first.get(i)) ? 1 : 0;
            }
            assertThat(kept).isGreaterThan(85);
        }
    }

    private static ByteBuffer buffer(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    private static String hex(ByteBuffer buffer, int at, int length) {
        byte[] octets = new byte[length];
        buffer.get(at, octets);
        return HexFormat.of().formatHex(octets);
    }
}
