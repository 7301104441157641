package dev.pando.node.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;

/// Opens connections with the settings that durability and privacy rest on.
final class Connections {

    /// Marks a file as ours in SQLite's header: "PAND".
    static final int APPLICATION_ID = 0x50414E44;

    private static final String[] FOR_ALL = {"PRAGMA busy_timeout = " + Database.BUSY_TIMEOUT_MS,
            "PRAGMA foreign_keys = ON", "PRAGMA trusted_schema = OFF", "PRAGMA temp_store = MEMORY",
            "PRAGMA cache_size = -16384"};
    // fullfsync: macOS's fsync alone leaves data in the drive's cache. secure_delete: what a person deletes is overwritten.
    private static final String[] FOR_WRITER = {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
            "PRAGMA fullfsync = ON", "PRAGMA checkpoint_fullfsync = ON", "PRAGMA secure_delete = ON"};

    private Connections() {}

    /// The connection that writes.
    ///
    /// @param pagesMax pages of 4096 bytes that the file may have
    static Connection writer(Path file, long pagesMax) throws SQLException {
        Connection connection = connect(file);
        try {
            execute(connection, FOR_ALL);
            claim(file, connection);
            execute(connection, FOR_WRITER);
            execute(connection, "PRAGMA max_page_count = " + pagesMax);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /// A connection that cannot write.
    static Connection reader(Path file) throws SQLException {
        Connection connection = connect(file);
        try {
            execute(connection, FOR_ALL);
            execute(connection, "PRAGMA query_only = ON");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Connection connect(Path file) throws SQLException {
        return new JDBC().connect(JDBC.PREFIX + file.toAbsolutePath(), new Properties());
    }

    // An empty file becomes ours; anything else must say that it is, and be whole.
    private static void claim(Path file, Connection connection) throws SQLException {
        Sql sql = new Sql(file, connection);
        if (sql.number("SELECT count(*) FROM sqlite_schema") == 0) {
            execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
            return;
        }
        if (sql.number("PRAGMA application_id") != APPLICATION_ID) {
            throw new StoreException(StoreException.Why.CORRUPT,
                    file + ": this database belongs to another program; use another --data-dir", null);
        }
    }

    private static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String one : statements) statement.execute(one);
        }
    }
}
