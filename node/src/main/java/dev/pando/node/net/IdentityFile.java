package dev.pando.node.net;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.multiformats.WireException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;

/// The node's secret key on disk: the `PrivateKey` protobuf that every libp2p reads, for its owner's eyes only.
final class IdentityFile {

    private static final int BYTES_MAX = 4096;

    private IdentityFile() {}

    /// The identity in a file; a new one, written there first, if there is no file.
    ///
    /// @throws NetException if the file holds no key. It is never replaced: the key is who the node is
    static Identity in(Path file) throws IOException {
        if (!Files.exists(file)) return create(file);
        if (Files.size(file) > BYTES_MAX) throw new NetException(file + ": too long for a key");
        try {
            return Identity.read(Files.readAllBytes(file));
        } catch (WireException e) {
            throw new NetException(file + ": " + e.getMessage()
                    + "; restore it, or move it away to become somebody new", e);
        }
    }

    private static Identity create(Path file) throws IOException {
        Identity identity = Identity.generate(new SecureRandom());
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "identity", ".new", ownersOnly(file));
        Files.write(draft, identity.secretBytes());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        return identity;
    }

    private static FileAttribute<?>[] ownersOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[]{
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
    }
}
