package io.xfrmgate.agent;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Debian's Chromium without a screen, driven by its DevTools protocol; in the namespace of the thread that starts it. */
final class Browser implements AutoCloseable {
    private static final String LISTENING = "DevTools listening on ";
    private static final long PATIENCE_SECONDS = 90;

    private final Process process;
    private final ExecutorService executor;
    private final HttpClient http;
    private final WebSocket socket;
    private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private String session = "";
    private int lastId;

    private Browser(Process process, String address) {
        this.process = process;
        // Threads of our own, so that they are in this thread's namespace.
        this.executor = Executors.newCachedThreadPool(
                Thread.ofPlatform().daemon().name("browser-", 0).factory());
        this.http = HttpClient.newBuilder().executor(executor).build();
        this.socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(address), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        partial.append(data);
                        if (last) {
                            received.add(
                                    JsonParser.parseString(partial.toString()).getAsJsonObject());
                            partial.setLength(0);
                        }
                        from.request(1);
                        return java.util.concurrent.CompletableFuture.completedStage(true);
                    }
                })
                .join();
    }

    /** Starts one with a new profile. */
    static Browser start(Path profile) throws Exception {
        Process process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader errors =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line = errors.readLine(); line != null; line = errors.readLine()) {
            said.append(line).append('\n');
            if (line.startsWith(LISTENING)) {
                Thread.ofPlatform().daemon().start(() -> errors.lines().forEach(rest -> {}));
                Browser browser = new Browser(process, line.substring(LISTENING.length()));
                browser.attach();
                return browser;
            }
        }
        process.destroyForcibly();
        throw new IOException("chromium does not start: " + said);
    }

    private void attach() throws Exception {
        String target = call("Target.createTarget", "{\"url\":\"about:blank\"}")
                .get("targetId")
                .getAsString();
        session = call("Target.attachToTarget", "{\"flatten\":true,\"targetId\":\"" + target + "\"}")
                .get("sessionId")
                .getAsString();
        for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
            call(domain + ".enable", "{}");
        }
    }

    /** How the page is to be shown from now on. */
    void show(String colours, int width, int height) throws Exception {
        call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\"" + colours + "\"}]}");
        call(
                "Emulation.setDeviceMetricsOverride",
                "{\"width\":%d,\"height\":%d,\"deviceScaleFactor\":1,\"mobile\":false}".formatted(width, height));
    }

    /** Opens a page, and waits until it is loaded. */
    void open(String address) throws Exception {
        JsonObject answer = call("Page.navigate", "{\"url\":\"" + address + "\"}");
        if (answer.has("errorText")) {
            throw new IOException(address + ": " + answer.get("errorText"));
        }
        while (!next().filter(m -> is(m, "Page.loadEventFired")).isPresent()) {
            // other events
        }
    }

    /** What an expression gives, as text. */
    String evaluate(String expression) throws Exception {
        JsonObject request = new JsonObject();
        request.addProperty("expression", expression);
        request.addProperty("returnByValue", true);
        JsonObject answer = call("Runtime.evaluate", request.toString());
        if (answer.has("exceptionDetails")) {
            throw new IOException("the expression fails: " + answer);
        }
        JsonElement value = answer.getAsJsonObject("result").get("value");
        return value == null ? "" : value.getAsString();
    }

    /** The whole page as PNG. */
    byte[] screenshot() throws Exception {
        JsonObject answer = call("Page.captureScreenshot", "{\"format\":\"png\",\"captureBeyondViewport\":true}");
        return Base64.getDecoder().decode(answer.get("data").getAsString());
    }

    /** Errors of scripts and of the console, and what could not be loaded, until now. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonObject call(String method, String parameters) throws Exception {
        int id = ++lastId;
        String to = session.isEmpty() ? "" : "\"sessionId\":\"" + session + "\",";
        socket.sendText(
                        "{\"id\":" + id + "," + to + "\"method\":\"" + method + "\",\"params\":" + parameters + "}",
                        true)
                .join();
        while (true) {
            Optional<JsonObject> message = next();
            if (message.isPresent()
                    && message.get().has("id")
                    && message.get().get("id").getAsInt() == id) {
                if (message.get().has("error")) {
                    throw new IOException(method + ": " + message.get().get("error"));
                }
                return message.get().getAsJsonObject("result");
            }
        }
    }

    private Optional<JsonObject> next() throws Exception {
        JsonObject message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new IOException("chromium says nothing");
        }
        boolean bad = is(message, "Runtime.exceptionThrown")
                || is(message, "Network.loadingFailed")
                || is(message, "Log.entryAdded")
                || is(message, "Runtime.consoleAPICalled");
        if (bad) {
            complaints.add(message.get("params").toString());
        }
        return Optional.of(message);
    }

    private static boolean is(JsonObject message, String method) {
        return message.has("method") && message.get("method").getAsString().equals(method);
    }

    @Override
    public void close() throws Exception {
        try {
            socket.abort();
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } finally {
            http.shutdownNow();
            executor.shutdownNow();
        }
    }
}
