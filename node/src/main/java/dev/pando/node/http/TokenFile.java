package dev.pando.node.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// The file of API tokens, one a line: `SHA-256 scopes created name`, of which only the hash must be there. The tokens
/// themselves are nowhere: they are told once, when they are made.
///
/// @param file need not exist
public record TokenFile(Path file) {

    /// Characters of a token's name.
    public static final int NAME_CHARS_MAX = 64;
    /// Tokens of one node.
    public static final int TOKENS_MAX = 1_000;
    private static final int TOKEN_BYTES = 32;

    /// One line.
    ///
    /// @param hash    SHA-256 of the token, in hexadecimal
    /// @param scopes  what it opens
    /// @param created when it was made; empty if that is not known
    /// @param name    what it is for; may be empty
    public record Entry(String hash, Set<Scope> scopes, String created, String name) {

        /// Copies the scopes.
        public Entry {
            scopes = Set.copyOf(scopes);
        }

        /// What a person calls it by: the beginning of its hash.
        public String id() {
            return hash.substring(0, 8);
        }
    }

    /// A token that was just made.
    ///
    /// @param token the token itself, which nobody can find out again
    /// @param entry what is kept of it
    public record Made(String token, Entry entry) {}

    /// All tokens.
    ///
    /// @throws IOException              if the file cannot be read
    /// @throws IllegalArgumentException if a line is none
    public List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines()) entries.add(entry(line));
        return entries;
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private Entry entry(String line) {
        String[] parts = line.split(" ", 4);
        if (!parts[0].matches("[0-9a-f]{64}"))
            throw new IllegalArgumentException(file + ": a line is not a SHA-256");
        Set<Scope> scopes = parts.length > 1 ? Scope.read(parts[1]) : EnumSet.of(Scope.ADMIN);
        return new Entry(parts[0], scopes, parts.length > 2 ? parts[2] : "", parts.length > 3 ? parts[3] : "");
    }

    /// Makes a token of 256 random bits.
    ///
    /// @throws IOException              if it cannot be kept
    /// @throws IllegalArgumentException if the name is too long or there are too many
    public Made create(Set<Scope> scopes, String name, Instant now) throws IOException {
        if (name.length() > NAME_CHARS_MAX || name.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("name: a line of at most " + NAME_CHARS_MAX + " characters");
        }
        List<String> lines = new ArrayList<>(lines());
        if (lines.size() >= TOKENS_MAX) throw new IllegalArgumentException("tokens: limit " + TOKENS_MAX);
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = "pando_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Entry entry = new Entry(HexFormat.of().formatHex(ApiTokens.hash(token)), scopes, now.toString(), name);
        lines.add(String.join(" ", entry.hash, Scope.written(scopes), entry.created, name).strip());
        write(lines);
        return new Made(token, entry);
    }

    /// Removes a token by its id.
    ///
    /// @return whether there was one
    public boolean revoke(String id) throws IOException {
        List<String> lines = lines();
        List<String> left = lines.stream().filter(l -> !entry(l).id().equals(id)).toList();
        if (left.size() == lines.size()) return false;
        write(left);
        return true;
    }

    private void write(List<String> lines) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(next, lines);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
