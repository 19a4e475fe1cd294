package io.xfrmgate.agent.kernel;

import io.xfrmgate.ike.dataplane.ChildKeys;
import io.xfrmgate.ike.dataplane.ChildSuite;
import io.xfrmgate.nativeio.xfrm.Algorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which of the kernel's implementations a state's algorithms resolve to, by /proc/crypto (crypto/proc.c): of the entries with an
 * algorithm's name the one of the highest priority. Templates such as {@code rfc4106(gcm(aes))} are there only once something uses
 * them.
 *
 * @param entries of /proc/crypto
 * @param processorHasAes whether /proc/cpuinfo tells of AES instructions
 */
public record KernelDrivers(List<Entry> entries, boolean processorHasAes) {
    /** What is said of a kernel that {@link #leavesAesUnused}. */
    public static final String UNUSED =
            "the processor has AES instructions, and the kernel does not use them: is its module"
                    + " (aesni_intel on x86) there and loaded?";

    private static final ChildKeys NO_KEYS = new ChildKeys(new byte[0], new byte[0]);

    private static final Path CRYPTO = Path.of("/proc/crypto");
    private static final Path PROCESSOR = Path.of("/proc/cpuinfo");

    /** x86: {@code flags}, ARM: {@code Features}. */
    private static final Pattern AES_FLAG = Pattern.compile("(?m)^(flags|Features)\\s*:.*\\baes\\b");

    /** How drivers that use the processor's AES instructions are called (arch/x86/crypto, arch/arm64/crypto), and those of devices. */
    private static final Pattern ACCELERATED =
            Pattern.compile("aesni|vaes|avx|-ce\\b|-ce-|neon|qat|ccp|caam|safexcel|padlock|octeontx|hisi");

    public KernelDrivers {
        entries = List.copyOf(entries);
    }

    /**
     * An implementation.
     *
     * @param name of the algorithm
     * @param driver of the implementation, for example {@code rfc4106-gcm-aesni}
     * @param module "kernel" where it is built in
     */
    public record Entry(String name, String driver, String module, int priority) {
        /** Whether its name tells of the processor's AES instructions, or of a device. */
        public boolean isAccelerated() {
            return ACCELERATED.matcher(driver).find();
        }
    }

    /**
     * What one suite resolves to.
     *
     * @param algorithm the kernel's name for the whole
     * @param entry empty if the kernel does not use it now, and has not made it
     * @param warning what an operator should know; empty if all is well
     */
    public record Resolved(String algorithm, Optional<Entry> entry, Optional<String> warning) {}

    /** As this kernel has them now; none if it does not tell. */
    public static KernelDrivers ofThisKernel() {
        return new KernelDrivers(
                parse(read(CRYPTO)), AES_FLAG.matcher(read(PROCESSOR)).find());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException hidden) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Whether the processor has AES instructions that none of the kernel's implementations uses, before any SA has asked for one.
     * False where the kernel lists nothing.
     */
    public boolean leavesAesUnused() {
        return processorHasAes
                && !entries.isEmpty()
                && entries.stream().noneMatch(entry -> entry.name().contains("aes") && entry.isAccelerated());
    }

    /** The text of /proc/crypto. */
    static List<Entry> parse(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String block : text.split("\n\n+")) {
            Map<String, String> fields = new HashMap<>();
            for (String line : block.split("\n")) {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    fields.put(
                            line.substring(0, colon).strip(),
                            line.substring(colon + 1).strip());
                }
            }
            if (fields.containsKey("name") && !"yes".equals(fields.get("internal"))) {
                entries.add(new Entry(
                        fields.getOrDefault("name", ""),
                        fields.getOrDefault("driver", ""),
                        fields.getOrDefault("module", ""),
                        Integer.parseInt(fields.getOrDefault("priority", "0"))));
            }
        }
        return entries;
    }

    /** What the states of a Child SA with this suite use. */
    public Resolved of(ChildSuite suite) {
        String algorithm = kernelName(suite);
        Optional<Entry> entry = best(algorithm);
        boolean aes = algorithm.contains("(aes)");
        if (entry.isPresent() && aes && processorHasAes && !entry.get().isAccelerated()) {
            return new Resolved(algorithm, entry, Optional.of(UNUSED));
        }
        return new Resolved(algorithm, entry, Optional.empty());
    }

    /** As the kernel composes it for ESP (net/ipv4/esp4.c): ciphers with a check value become one {@code authenc}. */
    private static String kernelName(ChildSuite suite) {
        List<Algorithm> algorithms = KernelAlgorithms.of(suite, NO_KEYS);
        if (algorithms.getFirst() instanceof Algorithm.Aead aead) {
            return aead.name();
        }
        return (suite.esn() ? "authencesn(" : "authenc(")
                + algorithms.getFirst().name() + "," + algorithms.getLast().name() + ")";
    }

    /** The states use it inside of a generator of IVs, under whose name it may be the only one listed. */
    private Optional<Entry> best(String algorithm) {
        Comparator<Entry> byPriority = Comparator.comparingInt(Entry::priority);
        return entries.stream()
                .filter(entry -> entry.name().equals(algorithm))
                .max(byPriority)
                .or(() -> entries.stream()
                        .filter(entry -> entry.name().equals("seqiv(" + algorithm + ")")
                                || entry.name().equals("echainiv(" + algorithm + ")"))
                        .max(byPriority));
    }
}
