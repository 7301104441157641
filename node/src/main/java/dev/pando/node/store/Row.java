package dev.pando.node.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/// One row of a result, while it is being read; columns go by name, and a name that is not there is refused.
public final class Row {

    private final Path file;
    private final ResultSet result;

    Row(Path file, ResultSet result) {
        this.file = file;
        this.result = result;
    }

    /// Text; null if the column is.
    public String text(String column) {
        return read(column, result::getString);
    }

    /// A whole number; 0 if the column is null.
    public long number(String column) {
        return read(column, result::getLong);
    }

    /// A number; 0 if the column is null.
    public double real(String column) {
        return read(column, result::getDouble);
    }

    /// Whether a number is not 0.
    public boolean flag(String column) {
        return number(column) != 0;
    }

    /// Bytes, a copy; null if the column is.
    public byte[] bytes(String column) {
        return read(column, result::getBytes);
    }

    /// Whether the column is null.
    public boolean isNull(String column) {
        return read(column, result::getObject) == null;
    }

    private interface Reader<T> {
        T read(String column) throws SQLException;
    }

    private <T> T read(String column, Reader<T> reader) {
        try {
            return reader.read(column);
        } catch (SQLException e) {
            throw Failures.told(file, e);
        }
    }
}
