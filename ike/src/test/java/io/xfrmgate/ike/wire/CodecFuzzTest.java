package io.xfrmgate.ike.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The decoder under Jazzer. A plain test run replays the inputs kept beside this class; with {@code JAZZER_FUZZ=1} it
 * searches for new ones, steered by coverage.
 */
final class CodecFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void anyDatagram(byte[] datagram) {
        CodecExercise.run(datagram);
    }
}
