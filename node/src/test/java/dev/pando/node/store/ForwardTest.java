package dev.pando.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database of every version that was ever committed, with rows in each of its tables, goes forward to today's.
class ForwardTest {

    private static final int COLLECTIVE = 20, GENOMES = 40; // the first numbers of rooms; the rooms' steps grew side by side

    @TempDir
    private Path folder;

    @Test
    void aDatabaseOfEveryVersionGoesForwardWithAllItsRows() {
        List<Migration> all = Migrations.shipped();
        for (List<Migration> instance : versions(all, 1, COLLECTIVE)) {
            for (List<Migration> collective : versions(all, COLLECTIVE, GENOMES)) {
                for (List<Migration> others : versions(all, GENOMES, Integer.MAX_VALUE)) {
                    List<Migration> known = Stream.of(instance, collective, others).flatMap(List::stream).toList();
                    if (canStand(known))
                        goesForward(folder.resolve(instance.size() + "-" + collective.size() + "-" + others.size()),
                                known);
                }
            }
        }
    }

    // Of a room's steps none, the first, the first two and so on.
    private static List<List<Migration>> versions(List<Migration> all, int from, int to) {
        List<Migration> room = all.stream().filter(m -> m.number() >= from && m.number() < to).toList();
        return IntStream.rangeClosed(0, room.size()).mapToObj(n -> room.subList(0, n)).toList();
    }

    // Later steps of one room refer to earlier ones of another; no version had the later without the earlier.
    private static boolean canStand(List<Migration> known) {
        List<Integer> numbers = known.stream().map(Migration::number).toList();
        return numbers.contains(1) && (!numbers.contains(COLLECTIVE) || numbers.contains(7))
                && (!numbers.contains(22) || numbers.contains(8))
                && (!numbers.contains(GENOMES) || numbers.contains(22));
    }

    private static void goesForward(Path dataDir, List<Migration> known) {
        Map<String, List<String>> before;
        try (Database old = Database.open(dataDir, known, Database.PAGES_MAX)) {
            for (Migration step : known) old.write(sql -> fill(sql, step));
            before = rows(old, columns(old));
            before.forEach((table, rows) -> assertEquals(true, rows.size() > 1, table + " has no row in its fixture"));
        }
        try (Database now = Database.open(dataDir)) {
            Map<String, String> columns = new TreeMap<>();
            before.forEach((table, rows) -> columns.put(table, rows.getFirst()));
            assertEquals(before, rows(now, columns));
            assertEquals("ok", now.read(sql -> sql.one("PRAGMA integrity_check", r -> r.text("integrity_check")))
                    .orElseThrow());
            assertEquals(List.of(), now.read(sql -> sql.list("PRAGMA foreign_key_check", r -> r.text("table"))));
            assertEquals(Migrations.shipped().size(),
                    now.<Long>read(sql -> sql.number("SELECT count(*) FROM migration")).intValue());
            if (before.containsKey("memory"))
                assertEquals(1, now.<Long>read(
                        sql -> sql.number("SELECT count(*) FROM memory_text WHERE memory_text MATCH 'spare'")));
        }
    }

    private static int fill(Sql sql, Migration step) {
        String name = String.format("rows/%03d.sql", step.number());
        try (InputStream in = ForwardTest.class.getResourceAsStream(name)) {
            assertNotNull(in, "a new step needs rows for its tables in the test's " + name);
            sql.script(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Every table of ours and its columns; not the search tables' own.
    private static Map<String, String> columns(Database database) {
        List<String> tables = database.read(sql -> sql.list(
                "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
                row -> row.text("name")));
        Map<String, String> columns = new TreeMap<>();
        for (String table : tables) {
            columns.put(table, database.read(sql -> sql.list("SELECT name FROM pragma_table_info(?) ORDER BY cid",
                    row -> row.text("name"), table)).stream().map(c -> '"' + c + '"')
                    .collect(Collectors.joining(", ")));
        }
        columns.remove("migration");
        return columns;
    }

    // Of each table its columns, then its rows.
    private static Map<String, List<String>> rows(Database database, Map<String, String> columns) {
        Map<String, List<String>> rows = new TreeMap<>();
        columns.forEach((table, names) -> {
            List<String> all = new ArrayList<>(List.of(names));
            String each = names.replace(", ", ")||'|'||quote(");
            all.addAll(database.read(sql -> sql.list("SELECT quote(" + each + ") AS line FROM " + table + " ORDER BY 1",
                    row -> row.text("line"))));
            rows.put(table, all);
        });
        return rows;
    }
}
