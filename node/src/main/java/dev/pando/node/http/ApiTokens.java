package dev.pando.node.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The API tokens that open this node, kept as SHA-256 hashes only.
///
/// Tokens are long and random, so a plain hash is enough: there is no password to guess.
public final class ApiTokens {

    /// Characters of a token at least; 128 random bits in hexadecimal have 32.
    public static final int TOKEN_CHARS_MIN = 16;

    private final List<byte[]> hashes;

    private ApiTokens(List<byte[]> hashes) {
        this.hashes = List.copyOf(hashes);
    }

    /// Tokens from the environment variable `PANDO_API_TOKEN` and from a file of hashes.
    ///
    /// @param fromEnvironment the token itself; null or empty for none
    /// @param hashFile        one SHA-256 in hexadecimal a line; need not exist
    /// @throws IOException              if the file cannot be read
    /// @throws IllegalArgumentException if the token is too short or a line is no hash
    public static ApiTokens load(String fromEnvironment, Path hashFile) throws IOException {
        List<byte[]> hashes = new ArrayList<>();
        if (fromEnvironment != null && !fromEnvironment.isEmpty()) {
            if (fromEnvironment.length() < TOKEN_CHARS_MIN) {
                throw new IllegalArgumentException(
                        "PANDO_API_TOKEN: " + fromEnvironment.length() + " characters, at least " + TOKEN_CHARS_MIN);
            }
            hashes.add(hash(fromEnvironment));
        }
        for (String line : lines(hashFile)) {
            if (!line.matches("[0-9a-f]{64}"))
                throw new IllegalArgumentException(hashFile + ": a line is not a SHA-256");
            hashes.add(HexFormat.of().parseHex(line));
        }
        return new ApiTokens(hashes);
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file).stream().map(String::strip).filter(l -> !l.isEmpty()).toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /// No token: only fit for loopback.
    public static ApiTokens none() {
        return new ApiTokens(List.of());
    }

    /// Whether there is no token at all.
    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    /// Whether an `Authorization` header carries one of the tokens; null is no header.
    public boolean opens(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) return false;
        byte[] hash = hash(authorization.substring(7).strip());
        boolean found = false;
        for (byte[] known : hashes) found |= MessageDigest.isEqual(known, hash);
        return found;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
