package io.xfrmgate.lab;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Certificates, revoked and not: CRLs from HTTP and FTP servers, OCSP, and each policy where nobody answers. */
final class RevocationIT {
    @TestFactory
    Stream<DynamicTest> scenarios() {
        return ScenarioGroup.tests("revocation");
    }
}
