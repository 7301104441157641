package dev.pando.node.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// The API tokens that open this node, kept as SHA-256 hashes only.
///
/// Tokens are long and random, so a plain hash is enough: there is no password to guess. A token that is made or revoked
/// while the node runs counts from the next request on.
public final class ApiTokens {

    /// Characters of a token at least; 128 random bits in hexadecimal have 32.
    public static final int TOKEN_CHARS_MIN = 16;

    private record Known(byte[] hash, Set<Scope> scopes) {}

    private final List<Known> fixed; // from the environment
    private final TokenFile file; // null for none
    private FileTime read; // guarded by this; when the file had been changed when it was read
    private List<Known> listed = List.of(); // guarded by this

    private ApiTokens(List<Known> fixed, TokenFile file) {
        this.fixed = List.copyOf(fixed);
        this.file = file;
    }

    /// Tokens from the environment variable `PANDO_API_TOKEN`, which opens everything, and from a file of hashes.
    ///
    /// @param fromEnvironment the token itself; null or empty for none
    /// @param hashFile        a [TokenFile]; need not exist
    /// @throws IOException              if the file cannot be read
    /// @throws IllegalArgumentException if the token is too short or a line is no hash
    public static ApiTokens load(String fromEnvironment, Path hashFile) throws IOException {
        List<Known> fixed = new ArrayList<>();
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            if (fromEnvironment.length() < TOKEN_CHARS_MIN) {
                throw new IllegalArgumentException(
                        "PANDO_API_TOKEN: " + fromEnvironment.length() + " characters, at least " + TOKEN_CHARS_MIN);
            }
            fixed.add(new Known(hash(fromEnvironment), EnumSet.of(Scope.ADMIN)));
        }
        ApiTokens tokens = new ApiTokens(fixed, new TokenFile(hashFile));
        tokens.reload();
        return tokens;
    }

    /// No token: only fit for loopback.
    public static ApiTokens none() {
        return new ApiTokens(List.of(), null);
    }

    private synchronized void reload() throws IOException {
        FileTime changed = Files.exists(file.file()) ? Files.getLastModifiedTime(file.file()) : null;
        if (read != null && read.equals(changed)) return;
        List<Known> entries = new ArrayList<>();
        for (TokenFile.Entry entry : file.list()) {
            entries.add(new Known(HexFormat.of().parseHex(entry.hash()), entry.scopes()));
        }
        listed = entries;
        read = changed;
    }

    private synchronized List<Known> all() {
        try {
            if (file != null) reload();
        } catch (IOException | IllegalArgumentException e) {
            // What was good before stays good: a file that is being edited must not open or close the door.
        }
        List<Known> all = new ArrayList<>(fixed);
        all.addAll(listed);
        return all;
    }

    /// Whether there is no token at all.
    public boolean isEmpty() {
        return all().isEmpty();
    }

    /// Whether an `Authorization` header carries one of the tokens; null is no header.
    public boolean opens(String authorization) {
        return !scopes(authorization).isEmpty();
    }

    /// What the token in an `Authorization` header opens; nothing if it is none of ours.
    public Set<Scope> scopes(String authorization) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) return scopes;
        byte[] hash = hash(authorization.substring(7).strip());
        for (Known known : all()) if (MessageDigest.isEqual(known.hash, hash)) scopes.addAll(known.scopes);
        return scopes;
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
