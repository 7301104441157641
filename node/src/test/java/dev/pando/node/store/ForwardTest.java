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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A database of every version that was ever committed, with rows in each of its tables, goes forward to today's.
class ForwardTest {

    private static final int COLLECTIVE = 20; // the first number of its room; the rooms' steps grew side by side

    @TempDir
    private Path folder;

    @Test
    void aDatabaseOfEveryVersionGoesForwardWithAllItsRows() {
        List<Migration> all = Migrations.shipped();
        List<Migration> instance = all.stream().filter(m -> m.number() < COLLECTIVE).toList();
        List<Migration> others = all.stream().filter(m -> m.number() >= COLLECTIVE).toList();
        for (int i = 1; i <= instance.size(); i++) {
            for (int j = 0; j <= others.size(); j++) {
                List<Migration> known = new ArrayList<>(instance.subList(0, i));
                known.addAll(others.subList(0, j));
                if (!canStand(known)) continue;
                goesForward(folder.resolve(i + "-" + j), known);
            }
        }
    }

    // Later steps of one room refer to earlier ones of another; no version had the later without the earlier.
    private boolean canStand(List<Migration> known) {
        List<Integer> numbers = known.stream().map(Migration::number).toList();
        return (!numbers.contains(COLLECTIVE) || numbers.contains(7)) && (!numbers.contains(22) || numbers.contains(8));
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
