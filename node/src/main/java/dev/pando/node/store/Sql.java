package dev.pando.node.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The statements of one transaction. It must not leave the transaction it was made for, nor its thread.
///
/// Values are always parameters (`?`), never part of a statement's text: strings, numbers, booleans, byte arrays or
/// null, in the order of the `?`. Whatever SQLite refuses is a [StoreException].
public final class Sql {

    private final Path file;
    private final Connection connection;

    Sql(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// Turns a row into a value.
    ///
    /// @param <T> the value
    @FunctionalInterface
    public interface RowReader<T> {
        /// The value of this row.
        T read(Row row);
    }

    private interface Use<S, T> {
        T of(S statement) throws SQLException;
    }

    /// Inserts, updates or deletes.
    ///
    /// @return rows that changed
    public int update(String statement, Object... values) {
        return prepared(statement, values, PreparedStatement::executeUpdate);
    }

    /// Inserts one row.
    ///
    /// @return its rowid
    public long insert(String statement, Object... values) {
        update(statement, values);
        return number("SELECT last_insert_rowid()");
    }

    /// All rows of a result.
    public <T> List<T> list(String query, RowReader<T> reader, Object... values) {
        return query(query, values, result -> {
            List<T> rows = new ArrayList<>();
            Row row = new Row(file, result);
            while (result.next()) rows.add(reader.read(row));
            return rows;
        });
    }

    /// The first row of a result, if there is one.
    public <T> Optional<T> one(String query, RowReader<T> reader, Object... values) {
        return query(query, values,
                result -> result.next() ? Optional.ofNullable(reader.read(new Row(file, result))) : Optional.empty());
    }

    /// A query that yields one whole number, such as a count; 0 if it yields nothing.
    public long number(String query, Object... values) {
        return query(query, values, result -> result.next() ? result.getLong(1) : 0L);
    }

    /// Runs statements without values, one after the other, separated by `;`.
    void script(String statements) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(statements); // the driver runs every statement of the text
        } catch (SQLException e) {
            throw Failures.told(file, e);
        }
    }

    private <T> T query(String query, Object[] values, Use<ResultSet, T> use) {
        return prepared(query, values, prepared -> {
            try (ResultSet result = prepared.executeQuery()) {
                return use.of(result);
            }
        });
    }

    private <T> T prepared(String statement, Object[] values, Use<PreparedStatement, T> use) {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) prepared.setObject(i + 1, values[i]);
            return use.of(prepared);
        } catch (SQLException e) {
            throw Failures.told(file, e);
        }
    }
}
