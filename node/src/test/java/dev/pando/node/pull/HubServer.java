package dev.pando.node.pull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/// A hub of our own with one model; a test may let it misbehave in any way a server can.
public final class HubServer implements AutoCloseable {

    public static final String REPOSITORY = "grove/aspen-GGUF";
    public static final String FILE = "aspen-Q4_K_M.gguf";

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch over = new CountDownLatch(1);
    public final List<String> asked = new CopyOnWriteArrayList<>();
    volatile byte[] content;
    volatile String linkedSha;
    volatile boolean ranges = true;
    volatile String etag = "\"v1\"";
    volatile Mischief mischief = (request, reply) -> {};

    /// Changes a reply before it is sent.
    interface Mischief {
        void change(Request request, Reply reply) throws Exception;
    }

    /// @param from first byte asked for; -1 without a range
    record Request(String path, long from, long to) {
        boolean isFile() {
            return path.contains("/resolve/");
        }

        boolean isProbe() {
            return from == 0 && to == 0;
        }
    }

    /// What will be sent.
    static final class Reply {
        int status = 200;
        final TreeMap<String, String> headers = new TreeMap<>();
        byte[] body = {};
        int cutAfter = Integer.MAX_VALUE;
        boolean stall;
        Runnable whenStalled = () -> {};
    }

    public HubServer(byte[] content) throws Exception {
        this.content = content;
        linkedSha = sha256(content);
        Thread.ofVirtual().start(this::accept);
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line; (line = in.readLine()) != null;) {
                long from = -1, to = -1;
                for (String header; !(header = in.readLine()).isEmpty();) {
                    if (!header.toLowerCase(java.util.Locale.ROOT).startsWith("range: bytes=")) continue;
                    String[] ends = header.substring(13).split("-");
                    from = Long.parseLong(ends[0]);
                    to = Long.parseLong(ends[1]);
                }
                Request request = new Request(line.split(" ")[1], from, to);
                asked.add(request.path() + " " + from + "-" + to);
                if (!send(reply(request), socket.getOutputStream())) return;
            }
        } catch (Exception e) {
            // the client left
        }
    }

    private Reply reply(Request request) throws Exception {
        Reply reply = new Reply();
        if (request.path().startsWith("/api/models/" + REPOSITORY + "/tree/main")) {
            reply.body = listing().getBytes(StandardCharsets.UTF_8);
        } else if (request.path().endsWith(".gguf")) {
            file(request, reply);
        } else {
            reply.status = 404;
        }
        mischief.change(request, reply);
        return reply;
    }

    private String listing() {
        String entry = "{\"type\":\"file\",\"path\":\"%s\",\"size\":%d,\"lfs\":{\"oid\":\"%s\",\"size\":%d}}";
        return "[{\"type\":\"file\",\"path\":\"README.md\",\"size\":7},"
                + entry.formatted("aspen-Q8_0.gguf", 5, "0".repeat(64), 5)
                + "," + entry.formatted(FILE, content.length, linkedSha, content.length) + "]";
    }

    private void file(Request request, Reply reply) {
        if (etag != null) reply.headers.put("ETag", etag);
        if (linkedSha != null) reply.headers.put("X-Linked-Etag", '"' + linkedSha + '"');
        reply.body = content;
        if (!ranges || request.from() < 0) return;
        reply.status = 206;
        reply.body = java.util.Arrays.copyOfRange(content, (int) request.from(), (int) request.to() + 1);
        reply.headers.put("Content-Range", "bytes " + request.from() + "-" + request.to() + "/" + content.length);
    }

    private boolean send(Reply reply, OutputStream out) throws Exception {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status + " X\r\n");
        reply.headers.putIfAbsent("Content-Length", "" + reply.body.length);
        reply.headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        int length = Math.min(reply.cutAfter, reply.body.length);
        out.write(reply.body, 0, length);
        out.flush();
        if (reply.stall) {
            reply.whenStalled.run();
            over.await();
        }
        return length == reply.body.length && reply.headers.get("Content-Length").equals("" + reply.body.length);
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
    }
}
