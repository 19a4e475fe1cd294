package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** xfrmgate and strongSwan in both roles: families, modes, narrowing, fragmentation, encapsulation. */
final class StrongswanIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("strongswan");
    }
}
