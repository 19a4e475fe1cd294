package io.xfrmgate.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.xfrmgate.agent.pki.PkiRuntime;
import io.xfrmgate.ike.net.IpAddress;
import io.xfrmgate.ike.sim.InnerPacket;
import io.xfrmgate.nativeio.notify.SystemdNotifier;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The status page in a real browser: with failures and with a tunnel, in the light and in the dark, wide and narrow. */
@Timeout(300)
final class StatusPageIT {
    private static final String PAGE = "http://127.0.0.1:9464/";

    /** Text that is cut off, that lies on other text, or that leaves the page; one finding a line. */
    private static final String FINDINGS = """
            (() => {
              const found = [], boxes = [];
              const page = document.documentElement;
              if (page.scrollWidth > page.clientWidth)
                found.push(`the page is ${page.scrollWidth} wide, the window ${page.clientWidth}`);
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const text = node.textContent.trim(), parent = node.parentElement;
                if (!text || parent.closest('title')) continue;
                const range = document.createRange();
                range.selectNodeContents(node);
                const frame = parent.closest('svg,.scroll,.card,figure,header,main').getBoundingClientRect();
                if (/^[\\w.:]{1,39}$/.test(text) && range.getClientRects().length > 1) found.push(`in two: ${text}`);
                const scrolls = parent.closest('.scroll');
                for (const r of range.getClientRects()) {
                  if (r.width < 1 || r.height < 1) continue;
                  boxes.push({text, r, svg: !!parent.closest('svg')});
                  const inside = scrolls || r.left >= frame.left - .5 && r.right <= frame.right + .5;
                  if (!inside || r.top < frame.top - .5 || r.bottom > frame.bottom + .5) found.push(`cut off: ${text}`);
                }
              }
              for (let i = 0; i < boxes.length; i++)
                for (let j = i + 1; j < boxes.length; j++) {
                  const a = boxes[i].r, b = boxes[j].r;
                  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                  const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                  if (across > .5 && down > .5 + (boxes[i].svg ? 0 : 4)) found.push(`overlap: ${boxes[i].text} / ${boxes[j].text}`);
                }
              if (boxes.length < 20) found.push(`only ${boxes.length} pieces of text`);
              return found.join('\\n');
            })()
            """;

    @TempDir
    Path directory;

    private final SimulatedKernel leftKernel = new SimulatedKernel();
    private final SimulatedKernel rightKernel = new SimulatedKernel();

    @Test
    void isWholeAndReadable() throws Exception {
        try (PkiRuntime pki = PkiRuntime.open(LinuxParts.namespaceThreads())) {
            PrivateNamespace.run(() -> inNamespace(pki));
        }
    }

    private void inNamespace(PkiRuntime pki) throws Exception {
        Daemon daemon = new Daemon(
                Site.of("127.0.0.1", "127.0.0.2", 1, "metrics bind address 127.0.0.1 port 9464"),
                leftKernel.parts(),
                pki,
                SystemdNotifier.fromEnvironment(Map.of()));
        FutureTask<Boolean> run = new FutureTask<>(daemon::run);
        Thread.ofPlatform().start(run);
        Waiting.until("the page", () -> get("/").startsWith("HTTP/1.1 200"));
        try (Browser browser = Browser.start(directory.resolve("profile"))) {
            looksGood(browser, "nothing", "light", 1280);

            // A peer with which nothing can be agreed: the page shows why.
            String other =
                    Site.text("127.0.0.2", "127.0.0.1", 1, "no metrics").replace("aes-256-gcm-128", "aes-cbc-128");
            Gateway stubborn = Gateway.start(Site.loaded(other), rightKernel.parts(), notice -> {});
            call();
            Waiting.until("the failure on the page", () -> get("/").contains("no proposal chosen"));
            stubborn.stop(5_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
            looksGood(browser, "failures", "light", 1280);
            assertThat(browser.evaluate("document.querySelector('.card.alarm b').textContent"))
                    .isEqualTo("1");
            assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(246, 247, 249)");
            assertThat(browser.evaluate("document.querySelectorAll('rect.bad').length+''"))
                    .isEqualTo("1");
            looksGood(browser, "failures", "dark", 1280);
            assertThat(browser.evaluate("getComputedStyle(document.body).backgroundColor"))
                    .isEqualTo("rgb(18, 22, 28)");

            Gateway right = Gateway.start(Site.of("127.0.0.2", "127.0.0.1", 1), rightKernel.parts(), notice -> {});
            right.shards().getFirst().initiate("peer", "site");
            Waiting.until("the tunnel on the page", () -> get("/").contains("<b>1</b><span>Child SAs up</span>"));
            looksGood(browser, "tunnels", "dark", 1280);
            assertThat(browser.evaluate("document.querySelectorAll('rect.up').length+''"))
                    .isEqualTo("1");
            assertThat(browser.evaluate("document.querySelectorAll('.card.alarm').length+''"))
                    .isEqualTo("0");
            looksGood(browser, "tunnels", "light", 1280);
            looksGood(browser, "narrow", "light", 400);
            looksGood(browser, "narrow", "dark", 400);
            right.stop(5_000).toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
        daemon.stop("test");
        assertThat(run.get(30, TimeUnit.SECONDS)).as("stopped in order").isTrue();
    }

    /** Traffic for the tunnel. */
    private void call() {
        leftKernel.send(InnerPacket.udp(IpAddress.parse("127.0.0.1"), IpAddress.parse("127.0.0.2"), 100));
    }

    private static void looksGood(Browser browser, String name, String colours, int width) throws Exception {
        browser.show(colours, width, 900);
        browser.open(PAGE);
        Files.write(Path.of("target", "status-" + name + "-" + colours + ".png"), browser.screenshot());
        assertThat(browser.evaluate(FINDINGS)).as(name + ", " + colours).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** A whole HTTP answer, empty while nobody listens. */
    private static String get(String path) {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), 9464)) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
