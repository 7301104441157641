package dev.pando.libp2p.identity;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/// Verifies ECDSA signatures over secp256k1, which the JDK no longer knows (SEC 1 §4.1.4, SEC 2 §2.4.1).
///
/// Only public values pass through here, so nothing needs to run in constant time. Signing is left out on purpose.
final class Secp256k1 {

    private static final BigInteger P = hex("fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f");
    private static final BigInteger N = hex("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static final Point G = new Point(hex("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
            hex("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"));
    private static final BigInteger THREE = BigInteger.valueOf(3);
    private static final BigInteger SEVEN = BigInteger.valueOf(7);

    private Secp256k1() {}

    /// A point of the curve; null stands for infinity.
    private record Point(BigInteger x, BigInteger y) {}

    static boolean verify(byte[] compressed, byte[] message, byte[] signature) throws GeneralSecurityException {
        Point key = decompress(compressed);
        EcdsaSignature read = EcdsaSignature.read(signature);
        BigInteger r = read.r(), s = read.s();
        if (!inRange(r) || !inRange(s)) return false;
        BigInteger e = new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(message));
        BigInteger w = s.modInverse(N);
        Point sum = add(times(G, e.multiply(w).mod(N)), times(key, r.multiply(w).mod(N)));
        return sum != null && sum.x.mod(N).equals(r);
    }

    private static Point decompress(byte[] bytes) throws GeneralSecurityException {
        BigInteger x = new BigInteger(1, bytes, 1, 32);
        BigInteger square = x.pow(3).add(SEVEN).mod(P);
        BigInteger y = square.modPow(P.add(BigInteger.ONE).shiftRight(2), P);
        boolean known = bytes[0] == 2 || bytes[0] == 3;
        if (!known || x.compareTo(P) >= 0 || !y.modPow(BigInteger.TWO, P).equals(square)) throw malformed();
        return new Point(x, y.testBit(0) == (bytes[0] == 3) ? y : P.subtract(y));
    }

    private static Point times(Point point, BigInteger factor) {
        Point sum = null;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (factor.testBit(bit)) sum = add(sum, point);
        }
        return sum;
    }

    private static Point add(Point a, Point b) {
        if (a == null || b == null) return a == null ? b : a;
        boolean sameX = a.x.equals(b.x);
        if (sameX && !a.y.equals(b.y)) return null;
        BigInteger slope = sameX
                ? a.x.pow(2).multiply(THREE).multiply(a.y.shiftLeft(1).modInverse(P))
                : b.y.subtract(a.y).multiply(b.x.subtract(a.x).mod(P).modInverse(P));
        BigInteger x = slope.pow(2).subtract(a.x).subtract(b.x).mod(P);
        return new Point(x, slope.multiply(a.x.subtract(x)).subtract(a.y).mod(P));
    }

    private static boolean inRange(BigInteger n) {
        return n.signum() > 0 && n.compareTo(N) < 0;
    }

    private static GeneralSecurityException malformed() {
        return new GeneralSecurityException("secp256k1 key that is not on the curve");
    }

    private static BigInteger hex(String digits) {
        return new BigInteger(digits, 16);
    }
}
