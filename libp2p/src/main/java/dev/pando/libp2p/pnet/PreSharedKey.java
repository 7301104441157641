package dev.pando.libp2p.pnet;

import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.transport.Stream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/// The key of a private network (Pre-shared Key Based Private Networks, v1).
///
/// Everything on a connection is encrypted with it once more, from the first byte on, so that a stranger sees noise and says
/// noise. It keeps strangers out; secrecy and authenticity stay the business of the layers above.
public final class PreSharedKey {

    private static final String HEAD = "/key/swarm/psk/1.0.0/";
    static final int TEXT_MAX = 512;

    private final byte[] key;

    private PreSharedKey(byte[] key) {
        if (key.length != XSalsa20.KEY_BYTES) throw new WireException("swarm key", key.length + " bytes, not 32");
        this.key = key;
    }

    /// A key of 32 bytes.
    ///
    /// @throws WireException if it has another length
    public static PreSharedKey of(byte[] key) {
        return new PreSharedKey(key.clone());
    }

    /// Reads what other libp2ps keep in `swarm.key`: three lines, the second of which says how the third is written.
    ///
    /// @throws WireException if it is anything else
    public static PreSharedKey parse(String text) {
        WireException.within("swarm key", text.length(), "characters", TEXT_MAX);
        String[] lines = text.strip().split("\\s*\\R", 3);
        if (lines.length != 3 || !lines[0].equals(HEAD)) throw new WireException("swarm key", "does not begin " + HEAD);
        try {
            return new PreSharedKey(switch (lines[1]) {
                case "/base16/" -> HexFormat.of().parseHex(lines[2].strip());
                case "/base64/" -> Base64.getDecoder().decode(lines[2].strip());
                default -> throw new WireException("swarm key", "written in neither /base16/ nor /base64/");
            });
        } catch (IllegalArgumentException e) {
            throw new WireException("swarm key", "malformed", e);
        }
    }

    /// A new key, as it is kept in `swarm.key`.
    public static String generate(SecureRandom random) {
        byte[] key = new byte[XSalsa20.KEY_BYTES];
        random.nextBytes(key);
        return HEAD + "\n/base16/\n" + HexFormat.of().formatHex(key) + "\n";
    }

    /// Wraps a raw stream. "Nonce is created, it is cross-shared with the other party": ours goes out at once, theirs is read
    /// with the first bytes.
    public Stream protect(Stream raw, SecureRandom random) throws IOException {
        byte[] nonce = new byte[XSalsa20.NONCE_BYTES];
        random.nextBytes(nonce);
        raw.out().write(nonce);
        return new PrivateStream(raw, key, new XSalsa20(key, nonce));
    }
}
