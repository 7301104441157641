package dev.pando.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.store.StoreException.Why;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real disk that is full, and a real one that may not be written: a small file system in working memory. Only root may
/// mount one; elsewhere [DatabaseTest] sees the same by a limit on pages.
class FullDiskTest {

    private static final String SIZE = "2m";

    @TempDir
    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "pando-test", disk.toString()) == 0,
                "SKIPPED: a small tmpfs cannot be mounted here (that takes root on Linux)");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", disk.toString());
    }

    private static int run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return process.waitFor(120, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1; // no such program
        }
    }

    private static void remember(Database database, String text) {
        database.write(sql -> sql.insert(
                "INSERT INTO memory(kind, text, created_ms, changed_ms) VALUES ('note', ?, 1, 1)", text));
    }

    private static long count(Database database) {
        return database.read(sql -> sql.number("SELECT count(*) FROM memory"));
    }

    private static StoreException oneLine(Why why, org.junit.jupiter.api.function.Executable attempt) {
        StoreException refused = assertThrows(StoreException.class, attempt);
        assertEquals(why, refused.why(), refused.getMessage());
        assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        return refused;
    }

    @Test
    void aFullDiskIsSaidInOneLineAndWhatWasAcknowledgedIsThere() throws Exception {
        long[] kept = {0};
        try (Database database = Database.open(disk)) {
            StoreException full = oneLine(Why.DISK_FULL, () -> {
                while (true) {
                    remember(database, kept[0] + " " + "words ".repeat(500));
                    kept[0]++;
                }
            });
            assertTrue(full.getMessage().contains("the disk is full"), full.getMessage());
            assertTrue(kept[0] > 10, kept[0] + " written");
            assertEquals(kept[0], count(database));
        }
        try (Database again = Database.open(disk)) {
            assertEquals(kept[0], count(again));
            assertEquals("ok", again.read(sql -> sql.one("PRAGMA integrity_check", r -> r.text("integrity_check")))
                    .orElseThrow());
        }
    }

    @Test
    void aDiskWithNoRoomForADatabaseIsSaid() throws Exception {
        Files.write(disk.resolve("film"), new byte[(2 << 20) - 4096]);
        oneLine(Why.DISK_FULL, () -> Database.open(disk, List.of(), Database.PAGES_MAX));
    }

    @Test
    void aDiskThatMayNotBeWrittenIsSaidInOneLine() throws Exception {
        Database.open(disk).close();
        assertEquals(0, run("mount", "-o", "remount,ro", disk.toString()));
        StoreException refused = oneLine(Why.READ_ONLY, () -> Database.open(disk));
        assertTrue(refused.getMessage().contains("it may not be written"), refused.getMessage());
        oneLine(Why.READ_ONLY, () -> Database.open(disk.resolve("new")));
    }
}
