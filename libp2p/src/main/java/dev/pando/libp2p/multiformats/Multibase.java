package dev.pando.libp2p.multiformats;

import java.math.BigInteger;
import java.util.Base64;

/// Bytes as text whose first character names the alphabet.
///
/// A text has one reading and bytes have one text: what does not encode back to the very same text is refused.
public enum Multibase {

    /// Bitcoin's 58 characters, without `0OIl`.
    BASE58BTC('z', "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"),
    /// RFC 4648 base 32, lower case, no padding.
    BASE32('b', "abcdefghijklmnopqrstuvwxyz234567"),
    /// Digits and lower-case letters.
    BASE36('k', "0123456789abcdefghijklmnopqrstuvwxyz"),
    /// RFC 4648 base 64 with `-` and `_`, no padding.
    BASE64URL('u', "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// The longest text that is decoded, in characters; the two bases that need long division are slow beyond it.
    public static final int CHARS_MAX = 1024;

    private final char prefix;
    private final String alphabet;

    Multibase(char prefix, String alphabet) {
        this.prefix = prefix;
        this.alphabet = alphabet;
    }

    /// `bytes` as text with the prefix of this base.
    public String encode(byte[] bytes) {
        return prefix + encodeBare(bytes);
    }

    /// `bytes` as text without a prefix.
    public String encodeBare(byte[] bytes) {
        return switch (this) {
            case BASE64URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case BASE32 -> encodeBase32(bytes);
            case BASE58BTC, BASE36 -> encodeDigits(bytes);
        };
    }

    /// The bytes that a prefixed text stands for.
    ///
    /// @throws WireException if the prefix is unknown or the rest is not of its base
    public static byte[] decode(String text) {
        if (text.isEmpty()) throw new WireException("multibase", "empty text");
        for (Multibase base : values()) {
            if (base.prefix == text.charAt(0)) return base.decodeBare(text.substring(1));
        }
        throw new WireException("multibase", "unknown prefix U+%04X".formatted((int) text.charAt(0)));
    }

    /// The bytes that a text of this base, without its prefix, stands for.
    ///
    /// @throws WireException if it has a foreign character, is longer than [#CHARS_MAX] or is not the text that
    ///                       [#encodeBare] would give
    public byte[] decodeBare(String text) {
        WireException.within("multibase", text.length(), "characters", CHARS_MAX);
        for (int i = 0; i < text.length(); i++) digit(text.charAt(i));
        byte[] bytes = switch (this) {
            case BASE64URL -> decodeBase64(text);
            case BASE32 -> decodeBase32(text);
            case BASE58BTC, BASE36 -> decodeDigits(text);
        };
        if (!encodeBare(bytes).equals(text)) throw new WireException("multibase", "not canonical " + this);
        return bytes;
    }

    private int digit(char c) {
        int digit = alphabet.indexOf(c);
        if (digit < 0) throw new WireException("multibase", "U+%04X is not of %s".formatted((int) c, this));
        return digit;
    }

    private static byte[] decodeBase64(String text) {
        try {
            return Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new WireException("multibase", "not base64url: " + e.getMessage(), e);
        }
    }

    private String encodeBase32(byte[] bytes) {
        StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
        int held = 0, bits = 0;
        for (byte b : bytes) {
            held = held << 8 | b & 0xFF;
            for (bits += 8; bits >= 5; bits -= 5) text.append(alphabet.charAt(held >>> bits - 5 & 31));
            held &= 0xFF;
        }
        if (bits > 0) text.append(alphabet.charAt(held << 5 - bits & 31));
        return text.toString();
    }

    private byte[] decodeBase32(String text) {
        byte[] bytes = new byte[text.length() * 5 / 8];
        int held = 0, bits = 0, n = 0;
        for (int i = 0; i < text.length(); i++) {
            held = (held << 5 | digit(text.charAt(i))) & 0xFFF;
            bits += 5;
            if (bits >= 8) bytes[n++] = (byte) (held >>> (bits -= 8));
        }
        return bytes;
    }

    // A number in base 58 or 36, most significant digit first; each leading zero byte is one leading zero digit.
    private String encodeDigits(byte[] bytes) {
        BigInteger radix = BigInteger.valueOf(alphabet.length());
        StringBuilder text = new StringBuilder();
        for (BigInteger n = new BigInteger(1, bytes); n.signum() > 0;) {
            BigInteger[] step = n.divideAndRemainder(radix);
            text.append(alphabet.charAt(step[1].intValue()));
            n = step[0];
        }
        for (int i = 0; i < bytes.length && bytes[i] == 0; i++) text.append(alphabet.charAt(0));
        return text.reverse().toString();
    }

    private byte[] decodeDigits(String text) {
        BigInteger radix = BigInteger.valueOf(alphabet.length()), n = BigInteger.ZERO;
        int zeros = 0;
        while (zeros < text.length() && text.charAt(zeros) == alphabet.charAt(0)) zeros++;
        for (int i = zeros; i < text.length(); i++) n = n.multiply(radix).add(BigInteger.valueOf(digit(text.charAt(i))));
        byte[] magnitude = n.signum() == 0 ? new byte[0] : n.toByteArray();
        int sign = magnitude.length > 0 && magnitude[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[zeros + magnitude.length - sign];
        System.arraycopy(magnitude, sign, bytes, zeros, magnitude.length - sign);
        return bytes;
    }
}
