package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Netlink and XFRM against a kernel with ESP: the classes of the package {@code kernel}. */
final class KernelIT {
    @TestFactory
    Stream<DynamicTest> kernelTests() {
        return KernelTests.tests("io.xfrmgate.lab.kernel");
    }
}
