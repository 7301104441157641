package dev.pando.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A tokenizer put together from its parts: added tokens are cut out, the rest is normalised and encoded.
final class VocabularyTokenizer implements Tokenizer {

    private static final Pattern BYTE = Pattern.compile("<0x([0-9A-F]{2})>");

    private final Vocabulary vocabulary;
    private final Encoder encoder;
    private final AddedTokens added;
    private final UnaryOperator<String> normalizer;
    private final SpecialTokens special;
    private final byte[][] bytes; // (token) what it adds to a text; null until somebody asks

    /// @param normalizer applied to each stretch between added tokens
    VocabularyTokenizer(Vocabulary vocabulary, Encoder encoder, List<AddedTokens.Added> added,
            UnaryOperator<String> normalizer,
            SpecialTokens special) {
        this.vocabulary = vocabulary;
        this.encoder = encoder;
        this.added = new AddedTokens(added);
        this.normalizer = normalizer;
        this.special = special;
        bytes = new byte[vocabulary.size()][];
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public SpecialTokens special() {
        return special;
    }

    @Override
    public int[] encode(CharSequence text) {
        return encode(text, false, new IntSink(text.length() / 3));
    }

    @Override
    public int[] encodeMarkup(CharSequence text) {
        return encode(text, true, new IntSink(text.length() / 3));
    }

    @Override
    public int[] encodePrompt(CharSequence text) {
        int[] ids = encodeMarkup(text);
        if (!special.addBos() || ids.length > 0 && ids[0] == special.bos()) return ids;
        int[] prompt = new int[ids.length + 1];
        prompt[0] = special.bos();
        System.arraycopy(ids, 0, prompt, 1, ids.length);
        return prompt;
    }

    private int[] encode(CharSequence text, boolean markup, IntSink out) {
        added.split(withoutLoneSurrogates(text.toString()), markup, new AddedTokens.Parts() {
            private boolean start = true;

            @Override
            public void text(String part) {
                String normal = normalizer.apply(part);
                if (!normal.isEmpty()) encoder.encode(normal, start, out);
                start = false;
            }

            @Override
            public void token(int id) {
                out.add(id);
                start = false;
            }
        });
        return out.toArray();
    }

    private static String withoutLoneSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) return replaceLoneSurrogates(text);
        }
        return text;
    }

    private static String replaceLoneSurrogates(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
        return clean.toString();
    }

    @Override
    public String decode(int... ids) {
        Detokenizer detokenizer = detokenizer();
        StringBuilder text = new StringBuilder();
        for (int id : ids) text.append(detokenizer.push(id));
        return text.append(detokenizer.finish()).toString();
    }

    @Override
    public byte[] bytes(int id) {
        // threads may spell the same token out at the same time: they write the same
        if (bytes[id] == null) bytes[id] = spellOut(id);
        return bytes[id];
    }

    private byte[] spellOut(int id) {
        String text = vocabulary.text(id);
        return switch (vocabulary.type(id)) {
            case NORMAL -> encoder.bytes(text);
            case USER_DEFINED -> text.getBytes(StandardCharsets.UTF_8);
            case BYTE -> byteOf(text);
            case UNKNOWN, CONTROL, UNUSED, UNDEFINED -> new byte[0];
        };
    }

    private byte[] byteOf(String text) {
        Matcher hex = BYTE.matcher(text);
        return hex.matches() ? HexFormat.of().parseHex(hex.group(1)) : encoder.bytes(text);
    }

    @Override
    public String spelling(int id) {
        return vocabulary.text(id);
    }

    @Override
    public int id(String spelling) {
        return vocabulary.id(Objects.requireNonNull(spelling));
    }

    @Override
    public Detokenizer detokenizer() {
        return new Detokenizer(this, encoder.prefixesSpace());
    }

    @Override
    public Detokenizer continuation() {
        return new Detokenizer(this, false);
    }
}
