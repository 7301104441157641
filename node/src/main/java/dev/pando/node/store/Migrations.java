package dev.pando.node.store;

import dev.pando.node.store.StoreException.Why;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Brings a database's schema forward to what this program knows.
///
/// Each room of the node owns a range of numbers (personal instance 001–019, collective 020–039, genomes 040–059, others
/// from 060), so that rooms grow side by side: what a database lacks is applied in the order of the numbers, each step in a
/// transaction of its own together with the line that says so. A step that this program does not know was made by a
/// newer one, and the file is refused; so is a step whose text is not the one that was applied.
final class Migrations {

    private static final String LEDGER = """
            CREATE TABLE IF NOT EXISTS migration(
                number INTEGER PRIMARY KEY,
                title TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                applied_s INTEGER NOT NULL DEFAULT (unixepoch())
            ) STRICT""";

    private final Path file;
    private final List<Migration> known;

    /// @param file  the database, for messages
    /// @param known the steps, in any order
    Migrations(Path file, List<Migration> known) {
        this.file = file;
        TreeMap<Integer, Migration> ordered = new TreeMap<>();
        for (Migration step : known) {
            if (ordered.put(step.number(), step) != null)
                throw new IllegalArgumentException("two migrations have the number " + step.number());
        }
        this.known = List.copyOf(ordered.values());
    }

    /// The steps that ship with this program: every file under `migrations`, on a class path or in a jar.
    static List<Migration> shipped() {
        URL folder = Migrations.class.getResource("migrations");
        if (folder == null) throw new IllegalStateException("the node's migrations are missing from this build");
        try {
            URI uri = folder.toURI();
            if (!uri.getScheme().equals("jar")) return readAll(Path.of(uri));
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return readAll(jar.provider().getPath(uri));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Migration> readAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".sql")).sorted().map(Migrations::read).toList();
        }
    }

    private static Migration read(Path file) {
        try {
            return Migration.of(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Applies what is missing.
    ///
    /// @throws StoreException if the file is newer than this program or a step was changed after it ran
    void apply(Sql sql) {
        sql.script(LEDGER);
        Map<Integer, String> applied = applied(sql);
        refuseForeign(applied);
        for (Migration step : known) {
            String sha256 = applied.get(step.number());
            if (sha256 == null) {
                apply(sql, step);
            } else if (!sha256.equals(step.sha256())) {
                throw new StoreException(Why.TOO_NEW, file + ": its step " + step.number() + " (" + step.title()
                        + ") is not the one of this program; use the Pando that wrote it", null);
            }
        }
    }

    private static Map<Integer, String> applied(Sql sql) {
        Map<Integer, String> applied = new TreeMap<>();
        sql.list("SELECT number, sha256 FROM migration",
                row -> applied.put((int) row.number("number"), row.text("sha256")));
        return applied;
    }

    private void refuseForeign(Map<Integer, String> applied) {
        applied.keySet().stream().filter(n -> known.stream().noneMatch(m -> m.number() == n)).findFirst()
                .ifPresent(number -> {
                    throw new StoreException(Why.TOO_NEW, file + ": a newer Pando wrote it (step " + number
                            + " is not known here); update Pando, or use another --data-dir", null);
                });
    }

    // Another process may have applied it since.
    private static void apply(Sql session, Migration step) {
        Transactions.run(session, true, sql -> {
            if (sql.number("SELECT count(*) FROM migration WHERE number = ?", step.number()) > 0) return 0;
            sql.script(step.sql());
            return sql.update("INSERT INTO migration(number, title, sha256) VALUES (?, ?, ?)", step.number(),
                    step.title(), step.sha256());
        });
    }
}
