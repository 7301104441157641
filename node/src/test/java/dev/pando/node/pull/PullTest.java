package dev.pando.node.pull;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The right bytes or one clear error, whatever the server does.
class PullTest {

    // Patient: on a crowded machine an honest answer may take a while, and must not be mistaken for a stall.
    private static final PullLimits LIMITS = limits(Duration.ofSeconds(30));

    private static PullLimits limits(Duration stall) {
        return new PullLimits(4, 10_000, 1_000, stall, 3, Duration.ofMillis(1), 0);
    }

    @TempDir
    private Path dir;
    private final byte[] content = bytes(123_457, 1);
    private final List<Long> progress = new CopyOnWriteArrayList<>();
    private HubServer hub;

    private static byte[] bytes(int count, long seed) {
        byte[] bytes = new byte[count];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void open() throws Exception {
        hub = new HubServer(content);
    }

    @AfterEach
    void close() throws Exception {
        hub.close();
    }

    private ModelShelf.Shelved pull(String name, PullLimits limits) throws Exception {
        return new Pull(hub.uri(), new ModelShelf(dir), limits).fetch(name, (_, done, _) -> progress.add(done));
    }

    private void assertArrives() throws Exception {
        assertArrives(LIMITS);
    }

    private void assertArrives(PullLimits limits) throws Exception {
        var model = pull(HubServer.REPOSITORY, limits);
        assertArrayEquals(content, Files.readAllBytes(model.file()));
        assertEquals(HubServer.sha256(content), model.sha256());
        assertOnlyForward();
        try (var files = Files.list(dir.resolve("models"))) {
            assertEquals(2, files.count(), "the model and its note, nothing half done");
        }
    }

    private void assertOnlyForward() {
        List<Long> sorted = progress.stream().sorted().toList();
        assertEquals(sorted, progress, "progress never goes backwards");
    }

    private String assertRefused() {
        var refused = assertThrows(PullException.class, () -> pull(HubServer.REPOSITORY, LIMITS));
        assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        assertTrue(new ModelShelf(dir).find(HubServer.FILE).isEmpty(), "nothing on the shelf");
        return refused.getMessage();
    }

    @Test
    void anHonestHubIsAskedInPiecesAndTheModelIsRight() throws Exception {
        assertArrives();
        assertTrue(hub.asked.stream().filter(a -> a.contains("/resolve/")).count() >= 13, hub.asked.toString());
        assertEquals(content.length, progress.getLast());
        int asked = hub.asked.size();
        assertArrives(); // it is here already: only its description is asked for
        assertEquals(asked + 2, hub.asked.size());
    }

    @Test
    void namesOfEveryFormFindTheSameModel() throws Exception {
        for (String name : List.of("grove/aspen-GGUF:Q4_K_M", "hf.co/grove/aspen-GGUF:q4_k_m",
                "grove/aspen-GGUF:" + HubServer.FILE,
                hub.uri() + "/grove/aspen-GGUF/resolve/main/" + HubServer.FILE)) {
            assertEquals(HubServer.FILE, pull(name, LIMITS).name(), name);
        }
        for (String name : List.of("", "aspen", "../../etc/passwd", "a/b/c", "file:///etc/passwd.gguf",
                "https://x/y.bin", "a/..")) {
            assertThrows(PullException.class, () -> pull(name, LIMITS), name);
        }
        var refused = assertThrows(PullException.class, () -> pull("grove/aspen-GGUF:Q9_9", LIMITS));
        assertTrue(refused.getMessage().contains("aspen-Q8_0.gguf"), "says what there is: " + refused.getMessage());
    }

    @Test
    void connectionsThatBreakAnywhereAreTakenUpAgain() throws Exception {
        Set<Long> begun = ConcurrentHashMap.newKeySet();
        hub.mischief = (request, reply) -> {
            boolean first = begun.add(request.from());
            if (request.isFile() && !request.isProbe() && first) reply.cutAfter = reply.body.length / 3;
        };
        assertArrives();
    }

    @Test
    void connectionsThatStallAreDroppedAndTakenUpAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        hub.mischief = (request, reply) -> {
            if (request.isFile() && !request.isProbe() && calls.incrementAndGet() == 3) {
                reply.cutAfter = 100;
                reply.stall = true;
            }
        };
        assertArrives(limits(Duration.ofSeconds(2)));
    }

    @Test
    void aServerThatNeverGetsAnywhereIsGivenUpWithOneLine() throws Exception {
        hub.mischief = (request, reply) -> {
            if (request.isFile() && !request.isProbe()) reply.cutAfter = 0;
        };
        assertTrue(assertRefused().contains("keeps breaking"));
        hub.mischief = (_, _) -> {};
        assertArrives();
    }

    @Test
    void serverErrorsAreRetriedAndRefusalsAreNot() throws Exception {
        Set<Long> begun = ConcurrentHashMap.newKeySet();
        hub.mischief = (request, reply) -> {
            boolean first = begun.add(request.from());
            if (request.isFile() && !request.isProbe() && first) reply.status = 503;
        };
        assertArrives();
        hub.mischief = (_, reply) -> reply.status = 403;
        assertThrows(PullException.class, () -> pull("other/thing", LIMITS));
    }

    @Test
    void aServerWithoutRangesIsReadInOneGoAndBreaksOnlyCostTime() throws Exception {
        hub.ranges = false;
        AtomicInteger calls = new AtomicInteger();
        hub.mischief = (request, reply) -> {
            if (request.isFile() && calls.incrementAndGet() == 2) reply.cutAfter = 50_000;
        };
        assertArrives();
    }

    @Test
    void liesAboutLengthAndRangeAreNoticed() throws Exception {
        hub.mischief = (request, reply) -> {
            if (request.isProbe()) reply.headers.put("Content-Range", "bytes 0-0/999999");
        };
        assertTrue(assertRefused().contains("999999"));
        hub.mischief = (request, reply) -> {
            if (request.isFile() && request.from() > 0)
                reply.headers.put("Content-Range", "bytes 0-9999/" + content.length);
        };
        assertTrue(assertRefused().contains("asked for was"));
        hub.mischief = (request, reply) -> {
            if (request.isFile() && !request.isProbe())
                reply.headers.put("Content-Length", "" + (reply.body.length + 5));
        };
        assertRefused();
    }

    @Test
    void wrongBytesAreThrownAwayAndTheRightOnesCanBePulledAfterwards() throws Exception {
        hub.mischief = (request, reply) -> {
            if (request.from() == 20_000) reply.body[17] ^= 1;
        };
        assertTrue(assertRefused().contains("wrong checksum"));
        hub.mischief = (_, _) -> {};
        progress.clear();
        assertArrives();
    }

    @Test
    void aFileThatChangesMidwayIsNeverPutTogetherFromTwo() throws Exception {
        hub.mischief = (request, reply) -> {
            if (request.from() > 50_000) reply.headers.put("ETag", "\"v2\"");
        };
        assertTrue(assertRefused().contains("changed on the hub"));
        hub.mischief = (_, _) -> {};
        hub.content = bytes(123_457, 2);
        hub.linkedSha = HubServer.sha256(hub.content);
        hub.etag = "\"v3\"";
        assertArrayEquals(hub.content, Files.readAllBytes(pull(HubServer.REPOSITORY, LIMITS).file()));
    }

    @Test
    void redirectsAreFollowedToAllowedHostsOnlyAtEveryHop() throws Exception {
        try (HubServer elsewhere = new HubServer(content)) {
            hub.mischief = (request, reply) -> {
                if (!request.isFile()) return;
                reply.status = 302;
                reply.headers.put("Location", elsewhere.uri() + "/stolen.gguf");
            };
            assertTrue(assertRefused().contains("only https"), "plain http to another port is another host");
            assertEquals(List.of(), elsewhere.asked);
        }
        for (String to : List.of("https://evil.example/x", "https://huggingface.co.evil.example/x",
                "https://huggingface.co:444/x",
                "https://user@huggingface.co/x", "file:///etc/passwd", "https://169.254.169.254/latest",
                "ftp://hf.co/x", ":::")) {
            hub.mischief = (request, reply) -> {
                if (!request.isFile()) return;
                reply.status = 307;
                reply.headers.put("Location", to);
            };
            assertRefused();
        }
        hub.mischief = (request, reply) -> {
            if (!request.isFile() || request.path().startsWith("/moved")) return;
            reply.status = 302;
            reply.headers.put("Location", "/moved/resolve/" + HubServer.FILE);
        };
        assertArrives();
    }

    @Test
    void redirectsInACircleEnd() {
        hub.mischief = (request, reply) -> {
            reply.status = 302;
            reply.headers.put("Location", request.path());
        };
        assertTrue(assertRefused().contains("redirects"));
    }

    @Test
    void redirectsAreFollowedUpToTheirLimitAndNotOnceMore() throws Exception {
        for (int hops : new int[]{PullLimits.REDIRECTS_MAX + 1, PullLimits.REDIRECTS_MAX}) {
            hub.mischief = (request, reply) -> {
                if (!request.isFile()) return;
                int hop = request.path().startsWith("/moved")
                        ? Integer.parseInt(request.path().substring(6, request.path().indexOf('/', 1)))
                        : 0;
                if (hop == hops) return;
                reply.status = 302;
                reply.headers.put("Location", "/moved" + (hop + 1) + "/resolve/" + HubServer.FILE);
            };
            if (hops == PullLimits.REDIRECTS_MAX) assertArrives();
            else
                assertTrue(assertRefused().contains("more than " + PullLimits.REDIRECTS_MAX + " redirects"));
        }
    }

    @Test
    void aListOfItsLimitIsReadAndOneByteMoreIsNot() throws Exception {
        for (int more : new int[]{1, 0}) {
            hub.mischief = (request, reply) -> {
                if (request.isFile()) return;
                byte[] padded = new byte[PullLimits.LISTING_BYTES_MAX + more];
                java.util.Arrays.fill(padded, (byte) ' ');
                System.arraycopy(reply.body, 0, padded, 0, reply.body.length);
                reply.body = padded;
            };
            if (more == 0) assertArrives();
            else
                assertTrue(assertRefused().contains("longer than " + PullLimits.LISTING_BYTES_MAX + " bytes"));
        }
    }

    @Test
    void aFileOfItsLimitIsADisksMatterAndOneByteMoreIsRefused() {
        for (int more : new int[]{0, 1}) {
            hub.mischief = (request, reply) -> {
                reply.body = new byte[1];
                reply.headers.put("Content-Range", "bytes 0-0/" + (PullLimits.FILE_BYTES_MAX + more));
            };
            var limits = new PullLimits(4, 10_000, 1_000, Duration.ofSeconds(30), 3, Duration.ofMillis(1), 1L << 60);
            String address = hub.uri() + "/x/resolve/" + HubServer.FILE;
            var refused = assertThrows(PullException.class, () -> pull(address, limits));
            assertTrue(refused.getMessage().contains(more == 0 ? "MiB are free" : "from 1 to 1099511627776"),
                    refused.getMessage());
        }
    }

    @Test
    void aDiskWithoutRoomIsNoticedBeforeTheFirstByte() {
        var limits = new PullLimits(4, 10_000, 1_000, Duration.ofSeconds(30), 3, Duration.ofMillis(1), 1L << 60);
        var refused = assertThrows(PullException.class, () -> pull(HubServer.REPOSITORY, limits));
        assertTrue(refused.getMessage().contains("MiB are free"));
        assertEquals(2, hub.asked.size());
    }

    @Test
    void aPullThatWasKilledAtAnyMomentGoesOnWhereItsJournalEnds() {
        Forall.seeds(25, random -> {
            Path models = Files.createTempDirectory(dir, "killed").resolve("models");
            Files.createDirectories(models);
            // What a killed pull leaves: bytes that the journal names, more bytes or rubbish that it does not, a torn line.
            byte[] part = new byte[random.nextInt(content.length)];
            random.nextBytes(part);
            StringBuilder journal = new StringBuilder(
                    "pando-pull 1 " + content.length + " " + HubServer.sha256(content) + "\n");
            for (int i = 0; i < 5 && part.length > 0; i++) {
                int from = random.nextInt(part.length), to = from + 1 + random.nextInt(part.length - from);
                System.arraycopy(content, from, part, from, to - from);
                journal.append(from).append(' ').append(to).append('\n');
            }
            int cut = journal.length() - random.nextInt(6);
            Files.write(models.resolve(HubServer.FILE + ".part"), part);
            Files.writeString(models.resolve(HubServer.FILE + ".part.journal"), journal.substring(0, cut));
            var model = new Pull(hub.uri(), new ModelShelf(models.getParent()), LIMITS).fetch(HubServer.REPOSITORY,
                    (_, _, _) -> {});
            assertArrayEquals(content, Files.readAllBytes(model.file()));
        });
    }

    @Test
    void anInterruptedPullKeepsWhatItHas() throws Exception {
        hub.mischief = (request, reply) -> {
            if (request.from() >= 60_000) {
                reply.cutAfter = 10;
                reply.stall = true;
            }
        };
        PullLimits patient = new PullLimits(1, 10_000, 1_000, Duration.ofMinutes(5), 3, Duration.ofMillis(1), 0);
        Thread puller = Thread.ofVirtual()
                .start(() -> assertThrows(InterruptedException.class, () -> pull(HubServer.REPOSITORY, patient)));
        while (progress.isEmpty() || progress.getLast() < 60_000) Thread.onSpinWait();
        puller.interrupt();
        puller.join();
        hub.mischief = (_, _) -> {};
        int before = hub.asked.size();
        assertArrives();
        assertEquals(List.of(), hub.asked.subList(before, hub.asked.size()).stream()
                .filter(a -> a.matches(".* [1-5]\\d{4}-.*")).toList(), "what had arrived is not asked for again");
        assertFalse(Collections.max(progress) > content.length);
    }

    @Test
    void aJournalOfSomethingElseIsNotTrusted() throws Exception {
        Path models = Files.createDirectories(dir.resolve("models"));
        byte[] wrong = new byte[content.length];
        Arrays.fill(wrong, (byte) 7);
        for (String journal : List.of("pando-pull 1 123457 other\n0 123457\n", "nonsense", "",
                "pando-pull 1 123457 " + HubServer.sha256(content) + "\n0 999999999\n")) {
            Files.write(models.resolve(HubServer.FILE + ".part"), wrong);
            Files.writeString(models.resolve(HubServer.FILE + ".part.journal"), journal);
            assertArrayEquals(content, Files.readAllBytes(pull(HubServer.REPOSITORY, LIMITS).file()));
            Files.delete(models.resolve(HubServer.FILE));
        }
    }

    @Test
    void theShelfListsFindsAndRemoves() throws Exception {
        ModelShelf shelf = new ModelShelf(dir);
        assertEquals(List.of(), shelf.list());
        pull(HubServer.REPOSITORY, LIMITS);
        assertEquals(HubServer.REPOSITORY, shelf.list().getFirst().source());
        assertTrue(shelf.find("aspen-Q4_K_M").isPresent());
        assertTrue(shelf.find("../models/" + HubServer.FILE).isEmpty());
        assertTrue(shelf.remove("aspen-Q4_K_M"));
        assertFalse(shelf.remove("aspen-Q4_K_M"));
        try (var files = Files.list(dir.resolve("models"))) {
            assertEquals(0, files.count());
        }
    }
}
