package dev.pando.node.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/// The node's Ed25519 key pair, in a file that only its owner can read: its person signs with it, and peers know it by it.
///
/// The file is libp2p's `PrivateKey` protobuf, so that the node's peer is the same somebody:
///
/// ```
/// 0       2       4               36              68
/// +-------+-------+---------------+---------------+
/// | 08 01 | 12 40 | secret seed   | public key    |
/// +-------+-------+---------------+---------------+
/// ```
/// It is made once and never replaced: whoever has it is this node. Nodes once had a second key for their peer, under
/// `net/`; where one is found, it becomes the key, for it is the one that others know, and the first is kept beside it
/// (docs/decisions/070-one-key.md).
public final class NodeKey {

    /// The file's name in the data directory.
    public static final String FILE = "identity.key";
    static final String PEERS_KEY = "net/identity.key";
    static final String KEPT = "identity.key.before";
    static final int FILE_BYTES = 68;
    private static final int SEED_OFFSET = 4, PUBLIC_OFFSET = 36, KEY_BYTES = 32;
    private static final byte[] HEAD = {0x08, 0x01, 0x12, 0x40};
    // RFC 8410 §4: what stands before the 32 bytes of a public key in X.509's encoding.
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final PrivateKey secret;
    private final byte[] publicBytes;

    private NodeKey(PrivateKey secret, byte[] publicBytes) {
        this.secret = secret;
        this.publicBytes = publicBytes;
    }

    /// The key of a data directory; a new one, written there first, if there is none.
    ///
    /// @throws IdentityException if the file is no key, or cannot be read or written
    public static NodeKey in(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        try {
            adopt(dataDir.resolve(PEERS_KEY), file, dataDir.resolve(KEPT));
            if (!Files.exists(file)) create(file);
            return read(file);
        } catch (IOException e) {
            throw new IdentityException(file + ": it cannot be read or written: " + e.getMessage(), e);
        }
    }

    // Both moves are atomic, and a node that is stopped between them makes the second at its next start.
    private static void adopt(Path peers, Path file, Path kept) throws IOException {
        if (!Files.exists(peers)) return;
        read(peers); // one that is damaged stays where it is
        if (Files.exists(file)) {
            if (Files.exists(kept)) throw new IdentityException(kept + ": is there already; move it away first", null);
            Files.move(file, kept, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(peers, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void create(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "identity", ".new", ownersOnly(file));
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(of(generate()).secretBytes()));
            channel.force(true);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static FileAttribute<?>[] ownersOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK since 15 has Ed25519", e);
        }
    }

    private static NodeKey of(KeyPair pair) {
        byte[] x509 = pair.getPublic().getEncoded();
        return new NodeKey(pair.getPrivate(), Arrays.copyOfRange(x509, X509_HEAD.length, x509.length));
    }

    private static NodeKey read(Path file) throws IOException {
        byte[] bytes = Files.size(file) == FILE_BYTES ? Files.readAllBytes(file) : new byte[0];
        if (!Arrays.equals(HEAD, Arrays.copyOf(bytes, HEAD.length))) throw damaged(file, "no Ed25519 key", null);
        try {
            NodeKey key = new NodeKey(KeyFactory.getInstance("Ed25519").generatePrivate(new EdECPrivateKeySpec(
                    NamedParameterSpec.ED25519, Arrays.copyOfRange(bytes, SEED_OFFSET, PUBLIC_OFFSET))),
                    Arrays.copyOfRange(bytes, PUBLIC_OFFSET, FILE_BYTES));
            if (!key.verifies(HEAD, key.sign(HEAD))) throw damaged(file, "its halves do not belong together", null);
            return key;
        } catch (GeneralSecurityException e) {
            throw damaged(file, "no Ed25519 key", e);
        }
    }

    private static IdentityException damaged(Path file, String what, Throwable cause) {
        return new IdentityException(file + ": " + what + "; restore it, or move it away to become somebody new",
                cause);
    }

    /// The key as its file holds it: for the node's peer alone.
    public byte[] secretBytes() {
        byte[] bytes = Arrays.copyOf(HEAD, FILE_BYTES), seed = ((EdECPrivateKey) secret).getBytes().orElseThrow();
        System.arraycopy(seed, 0, bytes, SEED_OFFSET, KEY_BYTES);
        System.arraycopy(publicBytes, 0, bytes, PUBLIC_OFFSET, KEY_BYTES);
        return bytes;
    }

    /// The public key, 32 bytes in hexadecimal: the node's name among others.
    public String publicHex() {
        return HexFormat.of().formatHex(publicBytes);
    }

    /// The signature of `message`, 64 bytes.
    public byte[] sign(byte[] message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(secret);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("an Ed25519 key signs", e);
        }
    }

    /// Whether this node signed `message`.
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            byte[] x509 = Arrays.copyOf(X509_HEAD, X509_HEAD.length + KEY_BYTES);
            System.arraycopy(publicBytes, 0, x509, X509_HEAD.length, KEY_BYTES);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /// The node's name; never the secret.
    @Override
    public String toString() {
        return publicHex();
    }
}
