package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Certificates against strongSwan in both roles: kinds of keys, classic and digital signatures, chains, refusals. */
final class CertsIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("certs");
    }
}
