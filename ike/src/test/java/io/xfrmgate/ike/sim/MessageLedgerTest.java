package io.xfrmgate.ike.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.ike.wire.ExchangeType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class MessageLedgerTest {
    private static final int SK = 46;
    private final MessageLedger ledger = new MessageLedger(3);

    private static byte[] message(boolean response, int messageId, int content) {
        ByteBuffer out = ByteBuffer.allocate(40);
        out.putLong(0x11).putLong(0x22).put((byte) SK).put((byte) 0x20).put((byte) ExchangeType.INFORMATIONAL);
        out.put((byte) (response ? 0x20 : 0x08)).putInt(messageId).putInt(40).putInt(content);
        return out.array();
    }

    @Test
    void aResponseIsRepeatedOctetForOctet() {
        ledger.receiving(message(false, 5, 1));
        ledger.receiving(message(false, 5, 1));
        assertThat(ledger.sending(message(true, 5, 7))).isEmpty();
        assertThat(ledger.sending(message(true, 5, 8)))
                .hasValueSatisfying(w -> assertThat(w).contains("other content"));
    }

    @Test
    void thereAreNoMoreResponsesThanRequests() {
        assertThat(ledger.sending(message(true, 5, 7))).isPresent();
        ledger.receiving(message(false, 6, 1));
        assertThat(ledger.sending(message(true, 6, 7))).isEmpty();
        assertThat(ledger.sending(message(true, 6, 7))).isPresent();
    }

    @Test
    void aRequestIsRepeatedABoundedNumberOfTimes() {
        for (int i = 0; i < 3; i++) {
            assertThat(ledger.sending(message(false, 5, 7))).isEmpty();
        }
        assertThat(ledger.sending(message(false, 5, 7))).isPresent();
        assertThat(ledger.sending(message(false, 6, 7))).isEmpty();
    }
}
