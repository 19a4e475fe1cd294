package io.xfrmgate.nativeio.udp;

import static io.xfrmgate.nativeio.udp.IkeMessages.IKE_SA_INIT;
import static io.xfrmgate.nativeio.udp.IkeMessages.INFORMATIONAL;
import static io.xfrmgate.nativeio.udp.IkeMessages.INITIATOR;
import static io.xfrmgate.nativeio.udp.IkeMessages.RESPONSE;
import static io.xfrmgate.nativeio.udp.IkeMessages.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiSteeringTest {
    private static final long SPI_I = 0x1122_3344_5566_7702L;
    private static final long SPI_R = 0x99AA_BBCC_DDEE_FF05L;

    @Test
    void aNewPeersRequestGoesByItsOwnSpi() {
        assertThat(SpiSteering.shardOf(header(SPI_I, 0, IKE_SA_INIT, INITIATOR), 8))
                .isEqualTo(2);
    }

    @Test
    void whatTheInitiatorSendsGoesByTheRespondersSpi() {
        assertThat(SpiSteering.shardOf(header(SPI_I, SPI_R, INFORMATIONAL, INITIATOR), 8))
                .isEqualTo(5);
        assertThat(SpiSteering.shardOf(header(SPI_I, SPI_R, INFORMATIONAL, INITIATOR | RESPONSE), 8))
                .isEqualTo(5);
    }

    @Test
    void whatTheResponderSendsGoesByTheInitiatorsSpi() {
        assertThat(SpiSteering.shardOf(header(SPI_I, SPI_R, IKE_SA_INIT, RESPONSE), 8))
                .isEqualTo(2);
        assertThat(SpiSteering.shardOf(header(SPI_I, 0, IKE_SA_INIT, RESPONSE), 8))
                .isEqualTo(2);
        assertThat(SpiSteering.shardOf(header(SPI_I, SPI_R, INFORMATIONAL, 0), 8))
                .isEqualTo(2);
    }

    @Test
    void aZeroLastOctetIsNotAZeroSpi() {
        assertThat(SpiSteering.shardOf(header(SPI_I, 0x0100_0000_0000_0000L, INFORMATIONAL, INITIATOR), 8))
                .isZero();
        assertThat(SpiSteering.shardOf(header(SPI_I, 0x0000_0000_0000_0100L, INFORMATIONAL, INITIATOR), 8))
                .isZero();
    }

    @Test
    void onlyAnInitiatorWithoutAnSpiOfOursIsANewcomer() {
        assertThat(SpiSteering.isNewcomer(header(SPI_I, 0, IKE_SA_INIT, INITIATOR)))
                .isTrue();
        assertThat(SpiSteering.isNewcomer(header(SPI_I, SPI_R, INFORMATIONAL, INITIATOR)))
                .isFalse();
        assertThat(SpiSteering.isNewcomer(header(SPI_I, 0x0100_0000_0000_0000L, INFORMATIONAL, INITIATOR)))
                .isFalse();
        // the answer of a responder that made no SPI, with a cookie
        assertThat(SpiSteering.isNewcomer(header(SPI_I, 0, IKE_SA_INIT, RESPONSE)))
                .isFalse();
    }

    @Test
    void onlyANewcomerWhoseFirstPayloadIsANotificationMayBringACookie() {
        assertThat(SpiSteering.mayBringCookie(notifyFirst(header(SPI_I, 0, IKE_SA_INIT, INITIATOR))))
                .isTrue();
        assertThat(SpiSteering.mayBringCookie(header(SPI_I, 0, IKE_SA_INIT, INITIATOR)))
                .isFalse();
        assertThat(SpiSteering.mayBringCookie(notifyFirst(header(SPI_I, SPI_R, INFORMATIONAL, INITIATOR))))
                .isFalse();
        assertThat(SpiSteering.mayBringCookie(notifyFirst(header(SPI_I, 0, IKE_SA_INIT, RESPONSE))))
                .isFalse();
    }

    private static byte[] notifyFirst(byte[] message) {
        message[16] = 41;
        return message;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 6, 512})
    void theNumberOfShardsIsAPowerOfTwoInOneOctet(int shards) {
        assertThatThrownBy(() -> SpiSteering.program(false, shards)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 64, 256})
    void theProgramSaysTheSameAsTheRule(int shards) {
        List<BpfInstruction> plain = SpiSteering.program(false, shards);
        List<BpfInstruction> marked = SpiSteering.program(true, shards);
        Random random = new Random(shards);
        for (int i = 0; i < 2000; i++) {
            long responder = random.nextInt(3) == 0 ? 0 : random.nextLong() << (8 * random.nextInt(8));
            byte[] message = header(random.nextLong(), responder, random.nextInt(256), random.nextInt(256));
            if (random.nextBoolean()) {
                notifyFirst(message);
            }
            int rank = SpiSteering.mayBringCookie(message) ? 1 : SpiSteering.isNewcomer(message) ? 2 : 0;
            int expected = SpiSteering.shardOf(message, shards) + rank * shards;
            assertThat(run(plain, message)).isEqualTo(expected);
            assertThat(run(marked, NonEspMarker.prepend(message))).isEqualTo(expected);
        }
    }

    @Test
    void aStubGoesToTheFirstSocket() {
        assertThat(run(SpiSteering.program(true, 4), NonEspMarker.keepalive())).isZero();
        assertThat(run(SpiSteering.program(false, 4), new byte[0])).isZero();
    }

    /** Classic BPF as the kernel runs it: a load past the end ends the program with 0. */
    private static int run(List<BpfInstruction> program, byte[] packet) {
        ByteBuffer data = ByteBuffer.wrap(packet);
        int accumulator = 0;
        for (int pc = 0; pc < program.size(); pc++) {
            BpfInstruction at = program.get(pc);
            switch (at.code()) {
                case BpfInstruction.LOAD_BYTE -> {
                    if (at.operand() + 1 > packet.length) {
                        return 0;
                    }
                    accumulator = data.get(at.operand()) & 0xFF;
                }
                case BpfInstruction.LOAD_WORD -> {
                    if (at.operand() + 4 > packet.length) {
                        return 0;
                    }
                    accumulator = data.getInt(at.operand());
                }
                case BpfInstruction.ADD -> accumulator += at.operand();
                case BpfInstruction.AND -> accumulator &= at.operand();
                case BpfInstruction.JUMP -> pc += at.operand();
                case BpfInstruction.JUMP_IF_EQUAL -> pc += accumulator == at.operand() ? at.ifTrue() : at.ifFalse();
                case BpfInstruction.JUMP_IF_SET -> pc += (accumulator & at.operand()) != 0 ? at.ifTrue() : at.ifFalse();
                case BpfInstruction.RETURN_ACCUMULATOR -> {
                    return accumulator;
                }
                default -> throw new AssertionError("unknown instruction " + at);
            }
        }
        throw new AssertionError("the program has no end");
    }
}
