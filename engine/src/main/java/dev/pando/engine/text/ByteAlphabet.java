package dev.pando.engine.text;

import java.io.ByteArrayOutputStream;

/// GPT-2's one printable character for each byte, so that vocabularies of byte strings are text files.
///
/// Bytes that print in Latin-1 stand for themselves; the other 68, in order, are U+0100 and up: a space is `Ġ`,
/// a line feed `Ċ`. Source: `bytes_to_unicode` of GPT-2's `encoder.py`.
final class ByteAlphabet {

    private static final char[] CHARACTERS = characters();
    private static final short[] BYTES = bytes();

    private ByteAlphabet() {}

    private static boolean prints(int b) {
        return b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
    }

    private static char[] characters() {
        char[] characters = new char[256];
        int next = 0x100;
        for (int b = 0; b < 256; b++) characters[b] = (char) (prints(b) ? b : next++);
        return characters;
    }

    private static short[] bytes() {
        short[] bytes = new short[0x100 + 68];
        java.util.Arrays.fill(bytes, (short) -1);
        for (int b = 0; b < 256; b++) bytes[CHARACTERS[b]] = (short) b;
        return bytes;
    }

    /// The character that stands for `unsignedByte`.
    static char character(int unsignedByte) {
        return CHARACTERS[unsignedByte];
    }

    /// The bytes as a vocabulary spells them.
    static String spell(byte[] bytes) {
        char[] spelt = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) spelt[i] = CHARACTERS[bytes[i] & 0xFF];
        return new String(spelt);
    }

    /// The bytes that `text` spells; a character outside the alphabet stands for its own UTF-8.
    static byte[] read(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            if (c < BYTES.length && BYTES[c] >= 0) {
                out.write(BYTES[c]);
            } else {
                out.writeBytes(Character.toString(c).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
