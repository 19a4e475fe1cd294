package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A Prometheus watches a gateway. */
final class MetricsIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("metrics");
    }
}
