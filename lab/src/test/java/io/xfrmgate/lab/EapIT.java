package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** EAP of strongSwan, judged by FreeRADIUS: methods with keys and without, identities, refusals, servers that fail. */
final class EapIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("eap");
    }
}
