package io.xfrmgate.ike.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The decoder under Jazzer. A plain test run replays the inputs kept in {@code CodecFuzzTestInputs}. To search for new
 * ones, steered by coverage:
 *
 * <pre>JAVA_TOOL_OPTIONS=-Djazzer.hooks=true JAZZER_FUZZ=1 mvn -pl ike test -Dtest=CodecFuzzTest</pre>
 */
final class CodecFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void anyDatagram(byte[] datagram) {
        CodecExercise.run(datagram);
    }
}
