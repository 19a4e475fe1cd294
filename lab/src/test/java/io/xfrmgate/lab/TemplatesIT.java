package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What crypto templates allow their peers, and when tunnels end. */
final class TemplatesIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("templates");
    }
}
