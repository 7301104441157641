package dev.pando.lab.speed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server that is started, asked at once and as often as it takes, and ended: how long until the first token streams.
///
/// @param command the server; `{port}` stands for where it is to listen
/// @param path    where it completes texts
/// @param body    a request in its words, streaming
record FirstToken(List<String> command, String path, String body) {

    private static final long PATIENCE_MS = 2, SECONDS_MAX = 120, END_SECONDS_MAX = 30;

    /// Seconds from the start of the process to its first token.
    ///
    /// @throws IllegalStateException if it ends before, or takes longer than two minutes
    double seconds() {
        int port = freePort();
        List<String> words = command.stream().map(w -> w.replace("{port}", "" + port)).toList();
        try {
            long began = System.nanoTime();
            Process process = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            try {
                while (!answers(port)) {
                    double waited = (System.nanoTime() - began) / 1e9;
                    if (!process.isAlive() || waited > SECONDS_MAX)
                        throw new IllegalStateException(words + " is silent");
                    Thread.sleep(PATIENCE_MS);
                }
                return (System.nanoTime() - began) / 1e9;
            } finally {
                process.destroy();
                if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // False while nobody listens, or it says that it is not ready yet.
    private boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + bytes.length
                    + "\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("data:")) return true;
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }
}
