package dev.pando.engine.corpus;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/// Names for files by their content.
public final class Hashes {

    private static final int BUFFER_BYTES = 1 << 20;

    private Hashes() {}

    /// A SHA-256 that has seen nothing.
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /// SHA-256 of a file, or of the files of a folder with their names, in hexadecimal.
    ///
    /// @throws UncheckedIOException if one cannot be read
    public static String of(Path fileOrFolder) {
        MessageDigest digest = sha256();
        try {
            if (!Files.isDirectory(fileOrFolder)) add(digest, fileOrFolder);
            else {
                for (Path file : filesOf(fileOrFolder)) {
                    digest.update((file.getFileName() + "\0").getBytes(StandardCharsets.UTF_8));
                    add(digest, file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void add(MessageDigest digest, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) digest.update(buffer, 0, read);
        }
    }
}
