package dev.pando.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.testing.Forall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// 64 clients at once against a real, tiny model: some stream, some wait, some hang up in the middle.
@Timeout(value = 300, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadTest {

    private static final int CLIENTS = 64;
    private static final int SLOTS = 4, QUEUE = 24, CONTEXT = 512;
    private static final long CACHE_BYTES_MAX = 16L << 20; // what answers leave for the next with the same beginning
    private static final long LEAK_BYTES_MAX = 24L << 20;

    @TempDir
    private Path dir;
    private final ConcurrentMap<String, LongAdder> outcomes = new ConcurrentHashMap<>();

    @Test
    void sixtyFourClientsMeetNoErrorButAnHonest429() throws Exception {
        load(new Countdown(CLIENTS * 12));
    }

    @Test
    @Tag("long")
    @Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void sixtyFourClientsForTenMinutesLeaveNothingBehind() throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
        load(() -> System.nanoTime() < end);
    }

    /// True so many times.
    private static final class Countdown implements BooleanSupplier {
        private final java.util.concurrent.atomic.AtomicInteger left;

        Countdown(int count) {
            left = new java.util.concurrent.atomic.AtomicInteger(count);
        }

        @Override
        public boolean getAsBoolean() {
            return left.getAndDecrement() > 0;
        }
    }

    private void load(BooleanSupplier more) throws Exception {
        var settings = new LocalEngine.Settings(1, SLOTS, QUEUE, CONTEXT, CACHE_BYTES_MAX);
        try (LocalEngine engine = LocalEngine.open(TinyModelFile.write(dir.resolve("tiny.gguf")), settings);
                NodeServer node = NodeServer.start(
                        new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine)) {
            run(node, new Countdown(2 * CLIENTS)); // classes, code and caches that stay
            outcomes.clear();
            long before = usedBytes();
            int threads = Thread.activeCount();
            run(node, more);
            while (engine.load().active() + engine.load().waiting() > 0) Thread.onSpinWait();
            long grown = usedBytes() - before;
            String metrics = Client.get(node.uri(), "/metrics").body();
            System.out.println("load: " + outcomes + ", heap grew by " + (grown >> 10) + " KiB, "
                    + metrics.lines().filter(l -> l.startsWith("pando_queue_seconds{quantile=\"0.99\"}")).toList());
            outcomes.keySet().forEach(k -> assertTrue(List.of("200", "429", "left").contains(k), outcomes.toString()));
            assertTrue(outcomes.containsKey("200"), outcomes.toString());
            assertTrue(grown < LEAK_BYTES_MAX, "heap grew by " + grown);
            assertTrue(Thread.activeCount() <= threads + 8,
                    "threads: " + threads + " before, " + Thread.activeCount() + " after");
        }
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void run(NodeServer node, BooleanSupplier more) throws InterruptedException {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            clients.add(Thread.ofVirtual().start(() -> {
                while (more.getAsBoolean()) count(outcome(node, random));
            }));
        }
        for (Thread client : clients) client.join();
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
    }

    private static String outcome(NodeServer node, SplittableRandom random) {
        String body = "{\"prompt\":\"" + "a".repeat(1 + random.nextInt(60)) + "\",\"max_tokens\":"
                + (1 + random.nextInt(120)) + ",\"stream\":"
                + random.nextBoolean() + "}";
        boolean leaves = random.nextInt(4) == 0;
        try (Socket socket = new Socket(node.uri().getHost(), node.port())) {
            socket.getOutputStream()
                    .write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                            + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            if (leaves && random.nextBoolean()) return "left";
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = in.readLine().split(" ")[1];
            if (leaves) return "left";
            return checked(status, rest(in, status));
        } catch (IOException | RuntimeException e) {
            return e.toString();
        }
    }

    // An answer is the last on its connection; a refusal is not.
    private static List<String> rest(BufferedReader in, String status) throws IOException {
        if (status.equals("200")) return in.lines().toList();
        List<String> headers = new ArrayList<>();
        for (String line; !(line = in.readLine()).isEmpty();) headers.add(line);
        return headers;
    }

    private static String checked(String status, List<String> lines) {
        boolean honest = lines.stream()
                .anyMatch(l -> l.toLowerCase(java.util.Locale.ROOT).matches("retry-after: [1-9]\\d*"));
        if (status.equals("429")) return honest ? "429" : "429 without Retry-After";
        String text = String.join("\n", lines);
        boolean whole = text.contains("data: [DONE]") || text.contains("\"finish_reason\":");
        return status.equals("200") && !whole ? "200 but cut off" : status;
    }

    // A promise about time, so it belongs to the long tests, on a quiet machine; HangupTest holds that the slot is freed.
    @Test
    @Tag("long")
    void aCancelledAnswerOfARealModelFreesItsSlotWithin100Milliseconds() throws Exception {
        var settings = LocalEngine.Settings.usual().withThreads(1).withSlots(1, 0);
        try (LocalEngine engine = LocalEngine.open(TinyModelFile.write(dir.resolve("tiny.gguf")), settings);
                NodeServer node = NodeServer.start(
                        new NodeServer.Settings(InetAddress.getLoopbackAddress(), 0, ApiTokens.none()), engine)) {
            Forall.seeds(20, random -> {
                String body = "{\"prompt\":\"a\",\"max_tokens\":250,\"stream\":true,\"logit_bias\":{\"258\":-100,\"256\":-100}}";
                long left;
                try (Socket socket = new Socket(node.uri().getHost(), node.port())) {
                    socket.getOutputStream()
                            .write(("POST /v1/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                    + body.length()
                                    + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
                    socket.getInputStream().readNBytes(1 + random.nextInt(400));
                    left = System.nanoTime();
                }
                while (engine.load().active() > 0) Thread.onSpinWait();
                long ms = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - left);
                assertTrue(ms < 100, "free after " + ms + " ms");
            });
            assertEquals(0, engine.load().active());
        }
    }
}
