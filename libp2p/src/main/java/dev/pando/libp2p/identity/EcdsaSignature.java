package dev.pando.libp2p.identity;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SignatureException;

/// `SEQUENCE { r INTEGER, s INTEGER }`, in DER and nothing laxer.
///
/// The JDK's own reader takes integers that lack their leading zero (Wycheproof flag `MissingZero`), which gives one
/// signature several encodings; so every ECDSA signature passes through here first.
record EcdsaSignature(BigInteger r, BigInteger s) {

    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 2;

    // secp521r1: two integers of at most 66 bytes and a sign byte, with two-byte heads, still have a one-byte length or
    // one of 0x81.
    private static final int INTEGER_BYTES_MAX = 67;

    static EcdsaSignature read(byte[] der) throws SignatureException {
        ByteBuffer in = ByteBuffer.wrap(der);
        if (take(in) != SEQUENCE || length(in) != in.remaining()) throw malformed();
        EcdsaSignature signature = new EcdsaSignature(integer(in), integer(in));
        if (in.hasRemaining()) throw malformed();
        return signature;
    }

    // One byte up to 127, 0x81 and a byte up to 255.
    private static int length(ByteBuffer in) throws SignatureException {
        int first = take(in);
        if (first < 0x80) return first;
        int second = take(in);
        if (first != 0x81 || second < 0x80) throw malformed();
        return second;
    }

    // Not negative, and no leading zero that it does not need.
    private static BigInteger integer(ByteBuffer in) throws SignatureException {
        if (take(in) != INTEGER) throw malformed();
        int length = take(in);
        if (length == 0 || length > INTEGER_BYTES_MAX || length > in.remaining()) throw malformed();
        byte[] bytes = new byte[length];
        in.get(bytes);
        if (bytes[0] < 0 || length > 1 && bytes[0] == 0 && bytes[1] >= 0) throw malformed();
        return new BigInteger(bytes);
    }

    private static int take(ByteBuffer in) throws SignatureException {
        if (!in.hasRemaining()) throw malformed();
        return in.get() & 0xFF;
    }

    private static SignatureException malformed() {
        return new SignatureException("ECDSA signature that is not DER");
    }
}
