package io.xfrmgate.agent.pki.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** As much of an FTP server (RFC 959, RFC 2428) as a client needs that gets a file in passive mode, logged in as anybody. */
final class FtpServer implements AutoCloseable {
    private final ServerSocket control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Map<String, byte[]> files;

    FtpServer(Map<String, byte[]> files) throws IOException {
        this.files = Map.copyOf(files);
        Thread.ofVirtual().start(this::accept);
    }

    String url(String path) {
        return "ftp://127.0.0.1:" + control.getLocalPort() + path;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = control.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket;
                ServerSocket data = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
            say(socket, "220 ready");
            String directory = "/";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ", 2);
                String argument = words.length > 1 ? words[1] : "";
                switch (words[0]) {
                    case "USER" -> say(socket, "331 password?");
                    case "PASS" -> say(socket, "230 welcome");
                    case "TYPE" -> say(socket, "200 fine");
                    case "EPSV" -> say(socket, "229 extended passive (|||" + data.getLocalPort() + "|)");
                    case "CWD" -> {
                        directory = argument.startsWith("/") ? argument : directory + argument + "/";
                        say(socket, "250 there");
                    }
                    case "RETR" -> retrieve(socket, data, argument.startsWith("/") ? argument : directory + argument);
                    case "QUIT" -> {
                        say(socket, "221 bye");
                        return;
                    }
                    default -> say(socket, "502 not implemented");
                }
            }
        } catch (IOException gone) {
            // the client hung up
        }
    }

    private void retrieve(Socket socket, ServerSocket data, String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            say(socket, "550 no such file");
            return;
        }
        say(socket, "150 here it comes");
        try (Socket transfer = data.accept()) {
            transfer.getOutputStream().write(content);
        }
        say(socket, "226 done");
    }

    private static void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        control.close();
    }
}
