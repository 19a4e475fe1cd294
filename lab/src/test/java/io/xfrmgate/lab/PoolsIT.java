package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Internal addresses: given to strongSwan, taken from it, and between two gateways of ours. */
final class PoolsIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("pools");
    }
}
