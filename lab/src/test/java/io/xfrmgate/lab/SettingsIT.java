package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Settings that the kernel or the peer shows. */
final class SettingsIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("settings");
    }
}
