package dev.pando.libp2p.kad;

import dev.pando.libp2p.identity.PeerId;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.WireException;
import java.util.Arrays;

/// Public keys under their own hash, `/pk/<binary peer id>`: there is one right value, and it never expires.
public final class PublicKeyValues implements RecordValidator {

    /// The namespace of public keys: keys begin with `/pk/`.
    public static final String NAMESPACE = "pk";
    private static final int PREFIX_BYTES = 4;

    /// A validator of public keys; it has no state.
    public PublicKeyValues() {}

    @Override
    public long validUntilMs(byte[] key, byte[] value, long nowMs) {
        try {
            PeerId named = PeerId.read(Arrays.copyOfRange(key, PREFIX_BYTES, key.length));
            return PublicKey.read(value).peer().equals(named) ? Long.MAX_VALUE : 0;
        } catch (WireException e) {
            return 0;
        }
    }

    @Override
    public int compare(byte[] key, byte[] one, byte[] other) {
        return 0;
    }
}
