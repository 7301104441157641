package dev.pando.libp2p.kad;

import dev.pando.libp2p.identity.Identity;
import dev.pando.libp2p.identity.PublicKey;
import dev.pando.libp2p.multiformats.WireException;
import dev.pando.libp2p.protobuf.ProtoReader;
import dev.pando.libp2p.protobuf.ProtoWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Values that say who stored them, in which edition and until when: Pando's records, namespace `pando`.
///
/// ```
/// 1 author's public key   2 content   3 edition   4 expiry, ms since 1970   5 signature
/// ```
/// The signature covers `pando-kad:`, the record's key with its length, and fields 1 to 4 as they were written, so a value
/// cannot be moved to another key nor outlive its author's word. Whoever may write to a key is the reader's business: a
/// key of many authors is better served by providers.
public final class SignedValues implements RecordValidator {

    /// The namespace of Pando's records: keys begin with `/pando/`.
    public static final String NAMESPACE = "pando";
    /// The longest life an author may give a value.
    public static final long LIFE_MS_MAX = KadParameters.RECORD_TTL_MS;
    /// The longest content.
    public static final int CONTENT_BYTES_MAX = KadParameters.VALUE_BYTES_MAX - (4 << 10);

    private static final String PLACE = "kad signed value";
    private static final byte[] PREFIX = "pando-kad:".getBytes(StandardCharsets.US_ASCII);
    private static final int SIGNATURE = 5;
    private static final int SIGNATURE_BYTES_MAX = 1_024;

    /// What a signed value says.
    ///
    /// @param author    who says it
    /// @param content   what
    /// @param edition   a later one replaces an earlier one
    /// @param expiresMs until when, in milliseconds since 1970
    public record Content(PublicKey author, byte[] content, long edition, long expiresMs) {}

    private record Parsed(Content said, byte[] signed, byte[] signature) {}

    /// A validator of signed values; it has no state.
    public SignedValues() {}

    /// A record for `key` signed by `author`.
    ///
    /// @throws IllegalArgumentException if the content is longer than [#CONTENT_BYTES_MAX] or a number is negative
    public static KadRecord sign(Identity author, byte[] key, byte[] content, long edition, long expiresMs) {
        if (content.length > CONTENT_BYTES_MAX || edition < 0 || expiresMs < 0) {
            throw new IllegalArgumentException("signed value: " + content.length + " bytes, edition " + edition
                    + ", expires " + expiresMs);
        }
        ProtoWriter out = new ProtoWriter().bytes(1, author.key().bytes()).bytes(2, content).varint(3, edition)
                .varint(4, expiresMs);
        byte[] signature = author.sign(signedBytes(key, out.toBytes()));
        return new KadRecord(key, out.bytes(SIGNATURE, signature).toBytes());
    }

    /// What a record says, if its signature holds; expiry is not looked at.
    public static Optional<Content> read(KadRecord stored) {
        try {
            Parsed p = parse(stored.value());
            boolean holds = p.said.author.verifies(signedBytes(stored.key(), p.signed), p.signature);
            return holds ? Optional.of(p.said) : Optional.empty();
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    @Override
    public long validUntilMs(byte[] key, byte[] value, long nowMs) {
        long expiresMs = read(new KadRecord(key, value)).map(Content::expiresMs).orElse(0L);
        return expiresMs > nowMs + LIFE_MS_MAX ? 0 : expiresMs;
    }

    /// The later edition is the better; of equal ones the one that lasts longer; then the greater in bytes.
    @Override
    public int compare(byte[] key, byte[] one, byte[] other) {
        Content a = parse(one).said, b = parse(other).said;
        int order = Long.compare(a.edition, b.edition);
        if (order == 0) order = Long.compare(a.expiresMs, b.expiresMs);
        return order != 0 ? order : Arrays.compareUnsigned(one, other);
    }

    private static Parsed parse(byte[] value) {
        ProtoReader in = new ProtoReader(PLACE, value);
        PublicKey author = null;
        byte[] content = {}, signature = {};
        long edition = 0, expiresMs = 0;
        int signedEnd = 0;
        while (in.next()) {
            switch (in.field()) {
                case 1 -> author = PublicKey.read(in.bytes(PublicKey.BYTES_MAX));
                case 2 -> content = in.bytes(CONTENT_BYTES_MAX);
                case 3 -> edition = in.varint();
                case 4 -> expiresMs = in.varint();
                case SIGNATURE -> {
                    signature = in.bytes(SIGNATURE_BYTES_MAX);
                    continue;
                }
                default -> throw new WireException(PLACE, "field " + in.field());
            }
            if (signature.length > 0) throw new WireException(PLACE, "something after the signature");
            signedEnd = in.position();
        }
        if (author == null || edition < 0 || expiresMs < 0) throw new WireException(PLACE, "incomplete");
        return new Parsed(new Content(author, content, edition, expiresMs), Arrays.copyOf(value, signedEnd), signature);
    }

    private static byte[] signedBytes(byte[] key, byte[] fields) {
        byte[] keyed = new ProtoWriter().bytes(1, key).toBytes();
        byte[] all = Arrays.copyOf(PREFIX, PREFIX.length + keyed.length + fields.length);
        System.arraycopy(keyed, 0, all, PREFIX.length, keyed.length);
        System.arraycopy(fields, 0, all, PREFIX.length + keyed.length, fields.length);
        return all;
    }
}
