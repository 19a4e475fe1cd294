package io.xfrmgate.agent.config;

import io.xfrmgate.agent.config.ConfigProblem.Severity;
import io.xfrmgate.agent.config.grammar.Grammar;
import io.xfrmgate.agent.config.model.ConfigModel;
import io.xfrmgate.agent.config.model.Pki;
import io.xfrmgate.agent.config.syntax.Finding;
import io.xfrmgate.agent.config.syntax.Findings;
import io.xfrmgate.agent.config.syntax.Position;
import io.xfrmgate.agent.config.syntax.SourceText;
import io.xfrmgate.agent.pki.PkiLoader;
import io.xfrmgate.agent.pki.PkiReader;
import io.xfrmgate.agent.pki.PkiSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads configuration files. Wrong ones are a result, not an exception. */
public final class ConfigLoader {
    private static final int MAX_OCTETS = 64 << 20;

    private ConfigLoader() {}

    /** Reads a file in UTF-8, but no certificates. */
    public static ConfigResult load(Path file) {
        return uninterrupted(() -> load(file, PkiReader.NONE));
    }

    /**
     * Reads a file in UTF-8.
     *
     * @param certificates reads what it names; may take as long as the slowest server
     */
    public static ConfigResult load(Path file, PkiReader certificates) throws InterruptedException {
        return load(file, certificates, Placement.NONE);
    }

    /** Reads a file in UTF-8, but no certificates, that takes the place of {@code running}. */
    public static ConfigResult load(Path file, Placement running) {
        return uninterrupted(() -> load(file, PkiReader.NONE, running));
    }

    /**
     * Reads a file in UTF-8, that takes the place of what runs.
     *
     * @param running whose objects keep the names that they have
     */
    public static ConfigResult load(Path file, PkiReader certificates, Placement running) throws InterruptedException {
        String name = file.toString();
        byte[] octets;
        // what is no regular file does not say its size, and may have no end
        try (InputStream stream = Files.newInputStream(file)) {
            octets = stream.readNBytes(MAX_OCTETS + 1);
            if (octets.length > MAX_OCTETS) {
                return rejected(
                        name,
                        "the file is larger than 64 MiB",
                        "a smaller file",
                        "give the path of a configuration file");
            }
        } catch (NoSuchFileException missing) {
            return rejected(name, "there is no such file", "", "give the path of a configuration file");
        } catch (IOException unreadable) {
            return rejected(name, "the file can not be read: " + unreadable, "", "check its permissions");
        }
        return parse(octets, name, certificates, running);
    }

    /**
     * Reads a text in UTF-8 that takes the place of what runs.
     *
     * @param name by which problems name it
     */
    public static ConfigResult parse(byte[] octets, String name, PkiReader certificates, Placement running)
            throws InterruptedException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer characters = CharBuffer.allocate(octets.length + 1);
        CoderResult decoded = decoder.decode(ByteBuffer.wrap(octets), characters, true);
        String text = characters.flip().toString();
        return decoded.isError() ? notUtf8(name, text) : parse(text, name, certificates, running);
    }

    /**
     * Reads a text, but no certificates: what authenticates with them is checked, and no tunnel is made of it.
     *
     * @param fileName by which problems name it
     */
    public static ConfigResult parse(String text, String fileName) {
        return parse(text, fileName, Placement.NONE);
    }

    /** Reads a text, but no certificates, that takes the place of {@code running}. */
    public static ConfigResult parse(String text, String fileName, Placement running) {
        return uninterrupted(() -> parse(text, fileName, PkiReader.NONE, running));
    }

    private interface Reading {
        ConfigResult read() throws InterruptedException;
    }

    private static ConfigResult uninterrupted(Reading reading) {
        try {
            return reading.read();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nothing waits where no certificates are read", e);
        }
    }

    /**
     * Reads a text.
     *
     * @param fileName by which problems name it
     * @param certificates as in {@link #load}
     */
    public static ConfigResult parse(String text, String fileName, PkiReader certificates) throws InterruptedException {
        return parse(text, fileName, certificates, Placement.NONE);
    }

    /** Reads a text that takes the place of what runs. */
    public static ConfigResult parse(String text, String fileName, PkiReader certificates, Placement running)
            throws InterruptedException {
        SourceText source = new SourceText(text);
        Findings findings = new Findings();
        ConfigModel model = Grammar.read(source, findings);
        SecretOpener opener = SecretOpener.of(model.gateway(), System.getenv());
        ConfigValidator.check(model, opener, findings);
        CertificateSources.checkUrls(model.pki(), findings);
        PkiSet pki = PkiSet.EMPTY;
        if (!findings.hasErrors() && !model.pki().equals(Pki.EMPTY)) {
            PkiLoader.Loaded loaded = certificates.read(CertificateSources.of(model, opener));
            CertificateSources.report(loaded, model, findings);
            pki = loaded.set();
        }
        List<ConfigProblem> problems = new ArrayList<>();
        for (Finding finding : findings.inOrder()) {
            problems.add(new ConfigProblem(
                    finding.isError() ? Severity.ERROR : Severity.WARNING,
                    fileName,
                    finding.at().line(),
                    finding.at().column(),
                    source.excerpt(finding.at()),
                    finding.message(),
                    finding.expected(),
                    finding.fix()));
        }
        if (findings.dropped() > 0) {
            problems.add(new ConfigProblem(
                    findings.hasErrors() ? Severity.ERROR : Severity.WARNING,
                    fileName,
                    source.lineCount(),
                    1,
                    "",
                    findings.dropped() + " further problems are not shown",
                    "",
                    "correct those above first"));
        }
        return findings.hasErrors()
                ? new ConfigResult.Rejected(problems)
                : new ConfigResult.Loaded(ConfigTranslator.translate(model, opener, pki, running), problems);
    }

    private static ConfigResult notUtf8(String name, String goodPart) {
        SourceText source = new SourceText(goodPart);
        int line = source.lineCount();
        int column = goodPart.codePointCount(
                        Math.max(goodPart.lastIndexOf('\n'), goodPart.lastIndexOf('\r')) + 1, goodPart.length())
                + 1;
        return new ConfigResult.Rejected(List.of(new ConfigProblem(
                Severity.ERROR,
                name,
                line,
                column,
                "",
                "the file is not in UTF-8 from here on",
                "text in UTF-8 or ASCII",
                "convert the file, for example with iconv -f latin1 -t utf8")));
    }

    private static ConfigResult rejected(String name, String message, String expected, String fix) {
        return new ConfigResult.Rejected(List.of(new ConfigProblem(
                Severity.ERROR, name, Position.START.line(), Position.START.column(), "", message, expected, fix)));
    }
}
