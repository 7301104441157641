package dev.pando.node.identity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.libp2p.identity.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeyTest {

    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir
    private Path folder;

    @Test
    void theKeyIsMadeOnceForItsOwnersEyesOnly() throws Exception {
        NodeKey key = NodeKey.in(folder.resolve("new/data"));
        Path file = folder.resolve("new/data").resolve(NodeKey.FILE);
        byte[] bytes = Files.readAllBytes(file);
        assertEquals(key.publicHex(), NodeKey.in(folder.resolve("new/data")).publicHex());
        assertArrayEquals(bytes, Files.readAllBytes(file));
        assertFalse(NodeKey.in(folder.resolve("other")).publicHex().equals(key.publicHex()));
        Assumptions.assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void thePeerOfTheNodeIsTheSameSomebody() throws Exception {
        NodeKey ours = NodeKey.in(folder);
        Identity peer = Identity.read(Files.readAllBytes(folder.resolve(NodeKey.FILE)));
        assertEquals(ours.publicHex(), HexFormat.of().formatHex(peer.key().data()));
        assertArrayEquals(peer.sign(MESSAGE), ours.sign(MESSAGE));
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Identity made = Identity.generate(new SecureRandom(new byte[1]));
        Files.write(theirs.resolve(NodeKey.FILE), made.secretBytes());
        assertArrayEquals(made.sign(MESSAGE), NodeKey.in(theirs).sign(MESSAGE));
    }

    @Test
    void theKeyThatPeersKnewBecomesTheOneKeyAndTheOtherIsKept() throws Exception {
        String first = NodeKey.in(folder).publicHex();
        byte[] person = Files.readAllBytes(folder.resolve(NodeKey.FILE));
        Path old = Files.createDirectories(folder.resolve("net")).resolve(NodeKey.FILE);
        Identity peer = Identity.generate(new SecureRandom(new byte[1]));
        Files.write(old, peer.secretBytes());
        NodeKey one = NodeKey.in(folder);
        assertEquals(HexFormat.of().formatHex(peer.key().data()), one.publicHex());
        assertArrayEquals(peer.secretBytes(), one.secretBytes());
        assertArrayEquals(person, Files.readAllBytes(folder.resolve(NodeKey.KEPT)));
        assertFalse(Files.exists(old));
        assertEquals(one.publicHex(), NodeKey.in(folder).publicHex());
        assertFalse(first.equals(one.publicHex()));
    }

    @Test
    void aMoveThatWasStoppedHalfwayIsFinishedAndADamagedKeyIsNotMoved() throws Exception {
        NodeKey first = NodeKey.in(folder.resolve("b"));
        Path net = Files.createDirectories(folder.resolve("a/net"));
        Files.write(net.resolve(NodeKey.FILE), first.secretBytes());
        Files.write(folder.resolve("a").resolve(NodeKey.KEPT), new byte[]{1});
        assertEquals(first.publicHex(), NodeKey.in(folder.resolve("a")).publicHex());
        Files.write(net.resolve(NodeKey.FILE), first.secretBytes());
        assertThrows(IdentityException.class, () -> NodeKey.in(folder.resolve("a")));
        Files.write(net.resolve(NodeKey.FILE), new byte[]{1, 2});
        assertThrows(IdentityException.class, () -> NodeKey.in(folder.resolve("a")));
        assertArrayEquals(first.secretBytes(), Files.readAllBytes(folder.resolve("a").resolve(NodeKey.FILE)));
    }

    @Test
    void aSignatureHoldsForItsMessageOnly() {
        NodeKey key = NodeKey.in(folder);
        byte[] signature = key.sign(MESSAGE);
        assertTrue(key.verifies(MESSAGE, signature));
        assertFalse(key.verifies(new byte[]{1, 2, 4}, signature));
        assertFalse(key.verifies(MESSAGE, new byte[64]));
        assertFalse(key.verifies(MESSAGE, new byte[3]));
    }

    @Test
    void aDamagedKeyIsRefusedAndLeftAsItIs() throws Exception {
        NodeKey.in(folder);
        Path file = folder.resolve(NodeKey.FILE);
        byte[] whole = Files.readAllBytes(file);
        for (int at : new int[]{0, 3, 4, 35, 36, 67}) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            IdentityException refused = assertThrows(IdentityException.class, () -> NodeKey.in(folder), "byte " + at);
            assertEquals(1, refused.getMessage().lines().count());
            assertArrayEquals(damaged, Files.readAllBytes(file));
        }
        Files.write(file, new byte[0]);
        assertThrows(IdentityException.class, () -> NodeKey.in(folder));
    }
}
