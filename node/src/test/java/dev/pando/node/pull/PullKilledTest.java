package dev.pando.node.pull;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `pando pull` as a process of its own, ended as `kill -9` does: in the middle of reading what it was sent, or after.
class PullKilledTest {

    private static final int MIB = 1 << 20;
    private static final long PATIENCE_S = 300;

    @TempDir
    private Path dir;

    // A first byte, a page, a journal's line (1 MiB), a piece (16 MiB), and one byte to either side.
    @Test
    @Tag("long") // a process for each kill
    void aPullThatIsKilledAtAnyByteGoesOnFromThereAndBringsTheRightBytes() throws Exception {
        byte[] content = new byte[56 * MIB + 13];
        new SplittableRandom(7).nextBytes(content);
        try (HubServer hub = new HubServer(content)) {
            for (long bytes : new long[]{0, 1, 4_095, MIB - 1, MIB, MIB + 1, 3 * MIB + 17, 16 * MIB + 1}) {
                killedAfter(bytes, hub, false);
            }
            for (long bytes : new long[]{17 * MIB, 9 * MIB + 1}) killedAfter(bytes, hub, true);
            long safe = noted();
            hub.asked.clear();
            hub.mischief = (_, _) -> {};
            Process pull = pull(hub);
            assertTrue(pull.waitFor(PATIENCE_S, TimeUnit.SECONDS), "it ends");
            assertEquals(0, pull.exitValue(), Files.readString(log()));
            assertEquals(content.length - safe, bytesAsked(hub.asked), "what is safe is not asked for again");
        }
        Path models = dir.resolve("models");
        assertArrayEquals(content, Files.readAllBytes(models.resolve(HubServer.FILE)));
        try (var files = Files.list(models)) {
            assertEquals(2, files.count(), "the model and its note, nothing half done");
        }
    }

    // The hub falls silent after so many bytes of the file, whichever connections they went to. Then the process dies:
    // at once, or when it has noted them, but for a line of the journal on each of its four connections.
    private void killedAfter(long bytes, HubServer hub, boolean noted) throws Exception {
        long before = noted();
        AtomicLong left = new AtomicLong(bytes);
        CountDownLatch silent = new CountDownLatch(1);
        hub.mischief = (request, reply) -> {
            if (!request.isFile() || request.isProbe()) return;
            int length = reply.body.length;
            long granted = Math.min(length, left.getAndUpdate(l -> Math.max(0, l - length)));
            if (granted == length) return;
            reply.cutAfter = (int) granted;
            reply.stall = true;
            reply.whenStalled = silent::countDown;
        };
        Process pull = pull(hub);
        assertTrue(silent.await(PATIENCE_S, TimeUnit.SECONDS), "after " + bytes + " bytes: " + Files.readString(log()));
        while (noted && noted() < before + bytes - 5 * MIB) {
            assertTrue(pull.isAlive(), Files.readString(log()));
            Thread.onSpinWait();
        }
        pull.destroyForcibly().waitFor();
        assertEquals(128 + 9, pull.exitValue(), "killed after " + bytes + " bytes, and not ended before");
        assertTrue(noted() >= before, "what was safe stays safe");
    }

    // Bytes by the journal's whole lines; ranges in it do not overlap.
    private long noted() throws IOException {
        Path journal = dir.resolve("models").resolve(HubServer.FILE + ".part.journal");
        if (!Files.exists(journal)) return 0;
        String text = Files.readString(journal);
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().skip(1).map(line -> line.split(" "))
                .mapToLong(ends -> Long.parseLong(ends[1]) - Long.parseLong(ends[0])).sum();
    }

    private Process pull(HubServer hub) throws IOException {
        List<String> command = JavaCommand.of(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"),
                "dev.pando.node.app.Main", "pull", HubServer.REPOSITORY, "--hub", hub.uri().toString(), "--data-dir",
                dir.toString());
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile()).start();
    }

    private Path log() {
        return dir.resolve("pull.log");
    }

    private static long bytesAsked(List<String> asked) {
        return asked.stream().filter(a -> a.contains("/resolve/") && !a.endsWith(" 0-0"))
                .map(a -> a.substring(a.lastIndexOf(' ') + 1))
                .mapToLong(range -> {
                    long[] ends = Arrays.stream(range.split("-")).mapToLong(Long::parseLong).toArray();
                    return ends[1] - ends[0] + 1;
                }).sum();
    }
}
