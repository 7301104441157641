package dev.pando.libp2p.multiformats;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Fuzz target: a CID as bytes and as text, and what it is made of.
public final class CidFuzz {

    private CidFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(CidFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal, and a CID that does not come back, is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            same(Cid.read(data));
        } catch (WireException refused) {
            // what a hostile name should get
        }
        String text = new String(data, StandardCharsets.UTF_8);
        try {
            same(Cid.parse(text));
        } catch (WireException refused) {
            // the same
        }
        try {
            Multibase.decode(text);
        } catch (WireException refused) {
            // the same
        }
        try {
            Multihash.read(data);
        } catch (WireException refused) {
            // the same
        }
    }

    private static void same(Cid cid) {
        if (!Cid.parse(cid.toString()).equals(cid)) throw new AssertionError(cid + " as text");
    }

    /// One of each version, as bytes and as text.
    public static List<byte[]> seeds() {
        Cid cid = Cid.of(0x71, Multihash.sha256(new byte[]{1}));
        return List.of(cid.toString().getBytes(StandardCharsets.UTF_8), Multihash.sha256(new byte[0]).bytes(),
                "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG".getBytes(StandardCharsets.UTF_8));
    }
}
