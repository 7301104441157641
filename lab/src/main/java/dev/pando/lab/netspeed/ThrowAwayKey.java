package dev.pando.lab.netspeed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/// A key and a certificate that nobody trusts, from the JDK's own tool: a TLS server must show something.
///
/// @param secret      the key
/// @param certificate signed by itself
record ThrowAwayKey(PrivateKey secret, X509Certificate certificate) {

    private static final String PASSWORD = "password";
    private static final String ALIAS = "bare";

    static ThrowAwayKey make() throws IOException, GeneralSecurityException, InterruptedException {
        Path dir = Files.createTempDirectory("pando-key");
        Path file = dir.resolve("key.p12");
        try {
            Process tool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-dname", "CN=bare", "-storetype", "PKCS12",
                    "-keystore", file.toString(), "-storepass", PASSWORD).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            if (tool.waitFor() != 0) throw new IOException("keytool made no key");
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            return new ThrowAwayKey((PrivateKey) store.getKey(ALIAS, PASSWORD.toCharArray()),
                    (X509Certificate) store.getCertificate(ALIAS));
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(dir);
        }
    }
}
