package dev.pando.node.store;

/// Runs work between `BEGIN` and `COMMIT`; whatever it throws takes all of it back.
final class Transactions {

    private Transactions() {}

    /// Runs `work` in a transaction.
    ///
    /// @param writing takes the write lock at once, so that a transaction never fails half way because another process
    ///                wrote in between
    static <T> T run(Sql sql, boolean writing, Database.Work<T> work) {
        sql.script(writing ? "BEGIN IMMEDIATE" : "BEGIN");
        boolean done = false;
        try {
            T result = work.run(sql);
            sql.script("COMMIT");
            done = true;
            return result;
        } finally {
            if (!done) rollBack(sql);
        }
    }

    // A full disk makes SQLite roll back by itself; a second time is then refused, which is no news.
    private static void rollBack(Sql sql) {
        try {
            sql.script("ROLLBACK");
        } catch (StoreException e) {
            // what was thrown before says more
        }
    }
}
