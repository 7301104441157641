package dev.pando.engine.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Decodes ids as they are generated: a character whose bytes are not all there yet is held back. For one thread.
public final class Detokenizer {

    private final Tokenizer tokenizer;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private boolean stripsSpace;
    private byte[] held = {}; // the first bytes of an unfinished character

    /// @param stripsSpace whether the first byte, if it is a space, is not part of the text
    Detokenizer(Tokenizer tokenizer, boolean stripsSpace) {
        this.tokenizer = tokenizer;
        this.stripsSpace = stripsSpace;
    }

    /// The characters that `id` completes; often a word, sometimes none.
    ///
    /// @throws IndexOutOfBoundsException if it is not in the vocabulary
    public String push(int id) {
        byte[] bytes = tokenizer.bytes(id);
        if (bytes.length == 0) return "";
        int from = stripsSpace && bytes[0] == ' ' ? 1 : 0;
        stripsSpace = false;
        ByteBuffer in = ByteBuffer.allocate(held.length + bytes.length - from);
        in.put(held).put(bytes, from, bytes.length - from).flip();
        return decode(in, false);
    }

    /// What is still held back, as U+FFFD; the next id begins a new character.
    public String finish() {
        String rest = decode(ByteBuffer.wrap(held), true);
        utf8.reset();
        return rest;
    }

    private String decode(ByteBuffer in, boolean last) {
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        utf8.decode(in, out, last);
        held = new byte[last ? 0 : in.remaining()];
        in.get(in.position(), held);
        return out.flip().toString();
    }
}
