package dev.pando.libp2p.transport;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.testing.Said;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Fuzz target: what a peer says while protocols are agreed on, to who proposes and to who answers.
public final class MultistreamFuzz {

    private static final List<String> OURS = List.of("/a/1", "/b/1");

    private MultistreamFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(MultistreamFuzz::fuzzerTestOneInput);
    }

    /// Anything but an agreement, an end or a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            MultistreamSelect.answer(new Said(data), OURS::contains);
        } catch (WireException | IOException refused) {
            // what a hostile peer should get
        }
        try {
            MultistreamSelect.propose(new Said(data), OURS);
        } catch (WireException | IOException refused) {
            // the same
        }
    }

    /// What peers say that mean well.
    public static List<byte[]> seeds() {
        return List.of("\23/multistream/1.0.0\n\5/a/1\n", "\23/multistream/1.0.0\n\3na\n\5/b/1\n",
                "\23/multistream/1.0.0\n\5/x/1\n\5/y/1\n\5/a/1\nhello").stream()
                .map(s -> s.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }
}
