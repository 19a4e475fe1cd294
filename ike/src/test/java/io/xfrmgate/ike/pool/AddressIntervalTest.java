package io.xfrmgate.ike.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.net.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AddressIntervalTest {
    private static final long BOUND = 1000;

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1,          10.0.0.1,          1",
        "10.0.0.1,          10.0.1.0,          256",
        "10.0.0.0,          10.255.255.255,    1000",
        "0.0.0.0,           255.255.255.255,   1000",
        "2001:db8::ffff:ffff:ffff:fff0, 2001:db8:0:1::f, 32",
        "2001:db8::,        2001:db8::ffff:ffff:ffff:ffff, 1000",
        "::,                ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 1000"
    })
    void sizeAndOffsets(String first, String last, long size) {
        AddressInterval interval = new AddressInterval(IpAddress.parse(first), IpAddress.parse(last));
        assertThat(interval.size(BOUND)).isEqualTo(size);
        IpAddress address = interval.first();
        for (long offset = 0; offset < size; offset++) {
            assertThat(interval.at(offset)).isEqualTo(address);
            assertThat(interval.offsetOf(address, BOUND)).isEqualTo(offset);
            assertThat(interval.contains(address)).isTrue();
            address = address.next();
        }
    }
}
