package dev.pando.node.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One step of the schema, forward only: a file `NNN-title.sql` that is never changed once it is released.
///
/// @param number its place in the order; 1 to 999
/// @param title  what it brings, in words with hyphens
/// @param sql    its statements
record Migration(int number, String title, String sql) {

    private static final Pattern NAME = Pattern.compile("([0-9]{3})-([a-z0-9-]+)\\.sql");

    Migration {
        if (number < 1 || number > 999) throw new IllegalArgumentException("migration " + number + ", from 1 to 999");
        Objects.requireNonNull(title);
        Objects.requireNonNull(sql);
    }

    /// Reads a file's name.
    ///
    /// @throws IllegalArgumentException if it is not of the form `NNN-title.sql`
    static Migration of(String fileName, String sql) {
        Matcher name = NAME.matcher(fileName);
        if (!name.matches()) throw new IllegalArgumentException(fileName + ": not of the form NNN-title.sql");
        return new Migration(Integer.parseInt(name.group(1)), name.group(2), sql);
    }

    /// SHA-256 of the statements in hexadecimal; line ends do not count, as Git may change them.
    String sha256() {
        try {
            byte[] bytes = sql.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
