package dev.pando.lab.interop;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The folder in which js-libp2p is installed: one for each lock file, in the user's cache, made at the first use.
final class JsHome {

    private static final List<String> FILES = List.of("peer.mjs", "package.json", "package-lock.json");
    private static final long INSTALL_SECONDS = 300;

    private JsHome() {}

    /// The folder, with what the lock file names in it.
    ///
    /// @throws IOException in one line, if there is no npm or no registry
    static synchronized Path ready() throws IOException, InterruptedException {
        Path home = cache().resolve("interop-" + lockHash());
        Files.createDirectories(home);
        for (String file : FILES) {
            try (InputStream in = resource(file)) {
                Files.copy(in, home.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path done = home.resolve("installed");
        if (Files.exists(done)) return home;
        Process npm = new ProcessBuilder("npm", "install", "--no-save", "--no-audit", "--no-fund")
                .directory(home.toFile())
                .redirectErrorStream(true).redirectOutput(home.resolve("npm.log").toFile()).start();
        if (!npm.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS)) {
            npm.destroyForcibly();
            throw new IOException("npm install took longer than " + INSTALL_SECONDS + " s");
        }
        if (npm.exitValue() != 0) {
            throw new IOException("npm install failed with " + npm.exitValue() + ", see " + home.resolve("npm.log"));
        }
        Files.createFile(done);
        return home;
    }

    private static Path cache() {
        String given = System.getenv().getOrDefault("XDG_CACHE_HOME", "");
        Path base = given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return base.resolve("pando");
    }

    private static InputStream resource(String file) throws IOException {
        InputStream in = JsHome.class.getResourceAsStream(file);
        if (in == null) throw new IOException("resource " + file + " is missing");
        return in;
    }

    private static String lockHash() throws IOException {
        try (InputStream in = resource("package-lock.json")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
            return HexFormat.of().formatHex(hash, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
