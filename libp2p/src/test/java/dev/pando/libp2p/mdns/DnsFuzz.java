package dev.pando.libp2p.mdns;

import dev.pando.libp2p.multiformats.WireException;
import java.util.HexFormat;
import java.util.List;

/// Fuzz target: a DNS message from the LAN.
public final class DnsFuzz {

    private DnsFuzz() {}

    /// Loads the classes, which takes longer under Jazzer than an input may take.
    public static void fuzzerInitialize() {
        seeds().forEach(DnsFuzz::fuzzerTestOneInput);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) {
        try {
            DnsMessage.read(data);
        } catch (WireException refused) {
            // what a hostile message should get
        }
    }

    /// A query for our service, and an answer whose names point back.
    public static List<byte[]> seeds() {
        String service = "045f703270045f756470056c6f63616c00";
        return List.of(HexFormat.of().parseHex("000000000001000000000000" + service + "000c0001"),
                HexFormat.of().parseHex("000084000000000100000000" + service + "000c00010000007800050261c00cc00c"));
    }
}
