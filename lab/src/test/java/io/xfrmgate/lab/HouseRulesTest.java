package io.xfrmgate.lab;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.xfrmgate.ike.v2.Counters;
import io.xfrmgate.ike.v2.IkeEndpoint;
import io.xfrmgate.nativeio.libc.LibC;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** The arrows of the house, and what the protocol core keeps out of itself. */
@AnalyzeClasses(
        packages = "io.xfrmgate",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseRulesTest.NoTestJars.class})
final class HouseRulesTest {
    private static final String IKE = "io.xfrmgate.ike..";
    private static final String NATIVE = "io.xfrmgate.nativeio..";
    private static final String METRICS = "io.xfrmgate.metrics..";
    private static final String AGENT = "io.xfrmgate.agent..";
    private static final String LAB = "io.xfrmgate.lab..";

    /** A test-jar of the reactor is no part of the product. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule IKE_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage(IKE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(NATIVE, METRICS, AGENT, LAB);

    @ArchTest
    static final ArchRule NATIVE_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage(NATIVE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(IKE, METRICS, AGENT, LAB);

    @ArchTest
    static final ArchRule METRICS_STAND_ALONE = noClasses()
            .that()
            .resideInAPackage(METRICS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(IKE, NATIVE, AGENT, LAB);

    @ArchTest
    static final ArchRule NOTHING_NEEDS_THE_LAB = noClasses()
            .that()
            .resideOutsideOfPackage(LAB)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(LAB);

    @ArchTest
    static final ArchRule THE_CORE_HAS_NO_SOCKET_FILE_THREAD_OR_LOGGER = noClasses()
            .that()
            .resideInAPackage(IKE)
            .should()
            .dependOnClassesThat(are(resideInAnyPackage(
                                    "java.nio.channels..",
                                    "java.nio.file..",
                                    "java.util.logging..",
                                    "org.slf4j..",
                                    "com.sun.jna..")
                            .or(nameMatching("java\\.net\\..*(Socket|Channel|Interface|URL|URI|Http).*"))
                            .or(nameMatching("java\\.io\\.(File|RandomAccess|Console|PrintStream).*"))
                            .or(type(Thread.class))
                            .or(type(ThreadLocal.class))
                            .or(nameMatching("java\\.util\\.Timer.*")))
                    .as("sockets, files, threads or loggers"));

    /**
     * All but the address pools, which are what the shards share and each is given from outside, and the counters, which those who
     * measure read.
     */
    @ArchTest
    static final ArchRule THE_CORE_IS_FOR_ONE_THREAD = noClasses()
            .that(resideInAPackage(IKE)
                    .and(resideOutsideOfPackage("io.xfrmgate.ike.pool"))
                    .and(not(type(Counters.class))))
            .should()
            .dependOnClassesThat(are(resideInAnyPackage("java.util.concurrent", "java.util.concurrent.locks..")));

    @ArchTest
    static final ArchRule THE_CORE_HAS_NO_CLOCK = noClasses()
            .that()
            .resideInAPackage(IKE)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat(are(type(Clock.class)));

    @ArchTest
    static final ArchRule THE_CORE_IS_GIVEN_ITS_RANDOMNESS = noClasses()
            .that()
            .resideInAPackage(IKE)
            .should()
            .callConstructor(SecureRandom.class)
            .orShould()
            .callMethod(SecureRandom.class, "getInstanceStrong")
            .orShould()
            .dependOnClassesThat(are(nameMatching("java\\.util\\.(Random|SplittableRandom|UUID)")));

    @ArchTest
    static final ArchRule LIBC_IS_CALLED_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("io.xfrmgate.nativeio.libc")
            .should()
            .dependOnClassesThat(are(type(LibC.class)));

    @ArchTest
    static final ArchRule ONLY_NATIVE_KNOWS_JNA = noClasses()
            .that()
            .resideOutsideOfPackage(NATIVE)
            .should()
            .dependOnClassesThat(are(resideInAPackage("com.sun.jna..")));

    /** Those of the daemon in its own package; those of the load generator in that one's. */
    @ArchTest
    static final ArchRule THINGS_ARE_PUT_TOGETHER_IN_ONE_PLACE = noClasses()
            .that(resideInAnyPackage("io.xfrmgate.agent.*..", NATIVE, METRICS)
                    .and(resideOutsideOfPackage("io.xfrmgate.agent.load..")))
            .should()
            .callConstructorWhere(target(owner(type(IkeEndpoint.class))));

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS =
            noClasses().should().haveNameMatching(".*(Manager|Utils?|Helper)(\\$.*)?");

    @ArchTest
    static void partsDoNotGoInCircles(JavaClasses all) {
        slices().matching("io.xfrmgate.(*)..").should().beFreeOfCycles().check(all);
        slices().matching("io.xfrmgate.nativeio.(*)..")
                .should()
                .beFreeOfCycles()
                .check(all);
    }

    /** A rule about classes that were not read holds always. */
    @ArchTest
    static void everyModuleWasRead(JavaClasses all) {
        for (String part : List.of("ike", "nativeio", "metrics", "agent", "lab")) {
            assertThat(all).anyMatch(type -> type.getPackageName().startsWith("io.xfrmgate." + part));
        }
    }
}
