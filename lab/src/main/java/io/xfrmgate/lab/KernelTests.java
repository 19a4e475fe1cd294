package io.xfrmgate.lab;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DynamicTest;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * The JUnit tests that must run inside a kernel with ESP: classes whose names end in {@code KernelTest}. JUnit's console
 * launcher runs them all in one boot; its report becomes tests here.
 */
public final class KernelTests {
    private static final long LIMIT_MILLIS = 620_000;

    private KernelTests() {}

    /** One test for each test of a class of {@code packageName} that ran inside the kernel. */
    public static Stream<DynamicTest> tests(String packageName) {
        Path lab = Lab.directory();
        Path results = lab.resolve("target/lab/kernel-tests");
        Path reports = results.resolve("reports");
        Path report = reports.resolve("TEST-junit-jupiter.xml");
        try {
            Files.deleteIfExists(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try (LabProcess process = LabProcess.start(lab, results, "lab-in", command(packageName, reports))) {
            if (!process.endsWithin(LIMIT_MILLIS)) {
                return failure("the kernel tests did not end within " + LIMIT_MILLIS / 1000 + " s", process);
            }
            if (!Files.exists(report)) {
                return failure("no kernel test was reported; status " + process.status(), process);
            }
            List<DynamicTest> tests = read(report);
            return tests.isEmpty() ? failure("there are no kernel tests", process) : tests.stream();
        }
    }

    private static Stream<DynamicTest> failure(String what, LabProcess process) {
        String words = process.lastWords();
        return Stream.of(DynamicTest.dynamicTest("kernel tests", () -> fail(what + ":\n" + words)));
    }

    private static List<String> command(String packageName, Path reports) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--select-package=" + packageName,
                "--include-classname=.*KernelTest",
                "--details=tree",
                "--disable-banner",
                "--disable-ansi-colors",
                "--reports-dir=" + reports);
    }

    private static List<DynamicTest> read(Path report) {
        List<DynamicTest> tests = new ArrayList<>();
        try {
            NodeList cases = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("testcase");
            for (int i = 0; i < cases.getLength(); i++) {
                tests.add(test((Element) cases.item(i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IllegalStateException("JUnit's own report can not be read: " + report, e);
        }
        return tests;
    }

    private static DynamicTest test(Element testcase) {
        String owner = testcase.getAttribute("classname");
        String name = owner.substring(owner.lastIndexOf('.') + 1) + "." + testcase.getAttribute("name");
        Optional<String> failure = Stream.of("failure", "error", "skipped")
                .filter(tag -> testcase.getElementsByTagName(tag).getLength() > 0)
                .map(tag -> tag + ": "
                        + testcase.getElementsByTagName(tag)
                                .item(0)
                                .getTextContent()
                                .strip())
                .findFirst();
        return DynamicTest.dynamicTest(name, () -> failure.ifPresent(why -> fail(why)));
    }
}
