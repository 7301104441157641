package dev.pando.node.store;

import dev.pando.node.store.StoreException.Why;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// SQLite's error codes in words for the person in front of the machine.
final class Failures {

    // SQLite keeps the kind of an error in the lowest byte and details above it (sqlite.org/rescode.html).
    private static final int PRIMARY_CODE_MASK = 0xFF;

    private Failures() {}

    /// What went wrong with `file`.
    static StoreException told(Path file, SQLException e) {
        Why why = why(e.getErrorCode());
        return new StoreException(why, file + ": " + switch (why) {
            case DISK_FULL -> "the disk is full; nothing of this was written, what was there is safe";
            case READ_ONLY -> "it may not be written; check the rights of " + file.getParent();
            case CORRUPT -> "the file is damaged or is no SQLite database (" + oneLine(e)
                    + "); it is left as it is: move it away to begin anew, or put a copy in its place";
            case BUSY -> "another process has been writing for more than " + Database.BUSY_TIMEOUT_MS + " ms";
            case TOO_NEW, CONSTRAINT, FAILED -> oneLine(e);
        }, e);
    }

    private static Why why(int code) {
        int primary = code & PRIMARY_CODE_MASK;
        if (primary == SQLiteErrorCode.SQLITE_FULL.code) return Why.DISK_FULL;
        if (primary == SQLiteErrorCode.SQLITE_READONLY.code || primary == SQLiteErrorCode.SQLITE_CANTOPEN.code
                || primary == SQLiteErrorCode.SQLITE_PERM.code)
            return Why.READ_ONLY;
        if (primary == SQLiteErrorCode.SQLITE_CORRUPT.code || primary == SQLiteErrorCode.SQLITE_NOTADB.code)
            return Why.CORRUPT;
        if (primary == SQLiteErrorCode.SQLITE_BUSY.code || primary == SQLiteErrorCode.SQLITE_LOCKED.code)
            return Why.BUSY;
        return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code ? Why.CONSTRAINT : Why.FAILED;
    }

    private static String oneLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("failed");
    }
}
