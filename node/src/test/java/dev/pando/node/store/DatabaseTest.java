package dev.pando.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.store.StoreException.Why;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseTest {

    private static final Migration WORDS = Migration.of("001-words.sql",
            "CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;\nCREATE INDEX w ON word(text);");
    private static final Migration MARKS = Migration.of("002-marks.sql", "CREATE TABLE mark(id INTEGER PRIMARY KEY);");
    private static final Migration LATER = Migration.of("020-later.sql", "CREATE TABLE later(id INTEGER PRIMARY KEY);");

    @TempDir
    private Path folder;

    private Database open(Migration... steps) {
        return Database.open(folder, List.of(steps), Database.PAGES_MAX);
    }

    private static long count(Database database, String table) {
        return database.read(sql -> sql.number("SELECT count(*) FROM " + table));
    }

    private static long add(Database database, String word) {
        return database.write(sql -> sql.insert("INSERT INTO word(text) VALUES (?)", word));
    }

    private static Why why(org.junit.jupiter.api.function.Executable attempt) {
        StoreException refused = assertThrows(StoreException.class, attempt);
        assertEquals(1, refused.getMessage().lines().count(), refused.getMessage());
        return refused.why();
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() {
        try (Database database = open(WORDS)) {
            assertEquals(1, add(database, "aspen"));
            assertEquals(2, add(database, "birch"));
        }
        try (Database database = open(WORDS)) {
            assertEquals(List.of("aspen", "birch"),
                    database.read(sql -> sql.list("SELECT text FROM word ORDER BY id", row -> row.text("text"))));
        }
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() {
        try (Database database = open(WORDS)) {
            assertThrows(IllegalStateException.class, () -> database.write(sql -> {
                sql.insert("INSERT INTO word(text) VALUES (?)", "half");
                throw new IllegalStateException("given up");
            }));
            assertEquals(0, count(database, "word"));
            add(database, "whole");
            assertEquals(Why.CONSTRAINT, why(() -> add(database, "whole")));
            assertEquals(1, count(database, "word"));
        }
    }

    @Test
    void readersSeeOneStateWhileAnotherIsWritten() throws Exception {
        try (Database database = open(WORDS); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch begun = new CountDownLatch(1), written = new CountDownLatch(1);
            var seen = threads.submit(() -> database.read(sql -> {
                long before = sql.number("SELECT count(*) FROM word");
                begun.countDown();
                try {
                    written.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return List.of(before, sql.number("SELECT count(*) FROM word"));
            }));
            begun.await();
            add(database, "aspen");
            written.countDown();
            assertEquals(List.of(0L, 0L), seen.get());
            assertEquals(1, count(database, "word"));
        }
    }

    @Test
    void manyThreadsWriteOneAfterTheOther() throws Exception {
        try (Database database = open(WORDS); var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<java.util.concurrent.Future<Long>>();
            for (int i = 0; i < 64; i++) {
                String word = "word " + i;
                tasks.add(threads.submit(() -> add(database, word)));
            }
            for (var task : tasks) task.get();
            assertEquals(64, count(database, "word"));
        }
    }

    @Test
    void readersCannotWrite() {
        try (Database database = open(WORDS)) {
            assertEquals(Why.READ_ONLY, why(() -> database.read(sql -> sql.update("DELETE FROM word"))));
        }
    }

    @Test
    void stepsThatAreMissingAreAppliedWhateverCameBeforeThem() {
        open(WORDS).close();
        try (Database database = open(LATER, WORDS)) {
            add(database, "kept");
        }
        try (Database database = open(WORDS, MARKS, LATER)) {
            assertEquals(1, count(database, "word"));
            assertEquals(0, count(database, "mark"));
            assertEquals(List.of(1L, 2L, 20L), database
                    .read(sql -> sql.list("SELECT number FROM migration ORDER BY number",
                            row -> row.number("number"))));
        }
    }

    @Test
    void aStepThatFailsLeavesTheDatabaseWhereItWas() {
        open(WORDS).close();
        Migration broken = Migration.of("003-broken.sql",
                "CREATE TABLE half(id INTEGER); CREATE TABLE nonsense nonsense;");
        assertEquals(Why.FAILED, why(() -> open(WORDS, broken)));
        try (Database database = open(WORDS)) {
            assertEquals(0, count(database, "sqlite_schema WHERE name = 'half'"));
        }
    }

    @Test
    void aDatabaseOfANewerProgramIsRefusedAndLeftAsItIs() {
        open(WORDS, MARKS).close();
        assertEquals(Why.TOO_NEW, why(() -> open(WORDS)));
        assertEquals(Why.TOO_NEW, why(() -> open(WORDS, Migration.of("002-marks.sql", "CREATE TABLE other(id INT);"))));
        open(WORDS, Migration.of("002-marks.sql", MARKS.sql().replace("\n", "\r\n"))).close();
    }

    @Test
    void aFullDiskIsSaidAndLosesNothingThatWasWritten() {
        try (Database database = Database.open(folder, List.of(WORDS), 24)) {
            long written = 0;
            StoreException full = null;
            while (full == null) {
                try {
                    add(database, written + "x".repeat(3000));
                    written++;
                } catch (StoreException e) {
                    full = e;
                }
            }
            assertEquals(Why.DISK_FULL, full.why());
            assertTrue(full.getMessage().contains("the disk is full"), full.getMessage());
            assertEquals(written, count(database, "word"));
            database.write(sql -> sql.update("DELETE FROM word WHERE id = 1"));
            add(database, "there is room again");
        }
    }

    @Test
    void aDamagedFileIsRefusedAndLeftAsItIs() throws Exception {
        Path file = folder.resolve(Database.FILE);
        try (Database database = open(WORDS)) {
            for (int i = 0; i < 100; i++) add(database, i + "x".repeat(1000));
        }
        byte[] whole = Files.readAllBytes(file);
        try (RandomAccessFile damaged = new RandomAccessFile(file.toFile(), "rw")) {
            damaged.write(new byte[100]);
        }
        byte[] before = Files.readAllBytes(file);
        assertEquals(Why.CORRUPT, why(() -> open(WORDS)));
        org.junit.jupiter.api.Assertions.assertArrayEquals(before, Files.readAllBytes(file));
        Files.write(file, "no database at all, but quite a long text".repeat(200).getBytes());
        assertEquals(Why.CORRUPT, why(() -> open(WORDS)));
        Files.write(file, whole);
        open(WORDS).close();
    }

    @Test
    void aDatabaseOfAnotherProgramIsRefused() throws Exception {
        try (var other = new org.sqlite.JDBC().connect("jdbc:sqlite:" + folder.resolve(Database.FILE),
                new java.util.Properties()); var statement = other.createStatement()) {
            statement.execute("CREATE TABLE theirs(id INTEGER)");
        }
        assertEquals(Why.CORRUPT, why(() -> open(WORDS)));
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsSaid() throws Exception {
        Path file = Files.writeString(folder.resolve("plain"), "");
        assertEquals(Why.READ_ONLY,
                why(() -> Database.open(file.resolve("below"), List.of(WORDS), Database.PAGES_MAX)));
        Path kernel = Path.of("/sys/kernel");
        Assumptions.assumeTrue(Files.isDirectory(kernel)); // writable for nobody, not even for root
        assertEquals(Why.READ_ONLY, why(() -> Database.open(kernel, List.of(WORDS), Database.PAGES_MAX)));
    }

    @Test
    void nobodyElseOnTheMachineCanReadTheFile() throws Exception {
        Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        try (Database database = open(WORDS)) {
            add(database, "secret");
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path file = folder.resolve(Database.FILE + suffix);
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
    }

    @Test
    void whatIsDeletedIsOverwritten() throws Exception {
        try (Database database = open(WORDS)) {
            add(database, "forgetmeplease");
            database.write(sql -> sql.update("DELETE FROM word"));
        }
        assertFalse(new String(Files.readAllBytes(folder.resolve(Database.FILE)),
                java.nio.charset.StandardCharsets.ISO_8859_1).contains("forgetmeplease"));
    }

    @Test
    void aClosedDatabaseSaysSo() {
        Database database = open(WORDS);
        database.close();
        database.close();
        assertEquals(Why.FAILED, why(() -> add(database, "late")));
        assertEquals(Why.FAILED, why(() -> count(database, "word")));
    }

    @Test
    void everyShippedStepHasItsOwnNumberAndApplies() {
        try (Database database = Database.open(folder)) {
            assertEquals(Migrations.shipped().size(), count(database, "migration"));
        }
        assertThrows(IllegalArgumentException.class, () -> open(WORDS, Migration.of("001-again.sql", "SELECT 1;")));
        assertThrows(IllegalArgumentException.class, () -> Migration.of("1-short.sql", ""));
        assertThrows(IllegalArgumentException.class, () -> Migration.of("000-zero.sql", ""));
    }
}
