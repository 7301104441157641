package dev.pando.node.encode;

import dev.pando.engine.bert.BertShape;
import dev.pando.engine.text.SpecialTokens;
import dev.pando.engine.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;

/// An encoder's model and vocabulary, resources of LangChain4j's artifact.
///
/// @param name  what the names of the two files begin with
/// @param shape of the model
record BertFiles(String name, BertShape shape) {

    /// A vocabulary, and the two marks around a text.
    record Words(Tokenizer tokenizer, long begin, long end) {

        /// A question and a quotation as the model reads them together, up to `tokensMax` tokens.
        ///
        /// Texts are cut into words before they are cut into tokens, as BERT does it anyway, so that each token's characters are known. What is
        /// beyond the limit of length is not read.
        Pair pair(String question, String quotation, int tokensMax) {
            Pair pair = new Pair(tokenizer, tokensMax);
            pair.mark(begin);
            pair.question(question);
            pair.mark(end);
            pair.quotation(quotation);
            pair.mark(end);
            return pair;
        }
    }

    /// Reads the vocabulary.
    ///
    /// @throws IOException if it is not here
    Words words() throws IOException {
        Tokenizer tokenizer = Tokenizer.ofJson(resource("/" + name + "-tokenizer.json"));
        return new Words(tokenizer, mark(tokenizer, "[CLS]"), mark(tokenizer, "[SEP]"));
    }

    // To the model, -1 is the last token of its vocabulary: what is missing must not be asked for.
    private static long mark(Tokenizer tokenizer, String spelling) throws IOException {
        int id = tokenizer.id(spelling);
        if (id == SpecialTokens.NONE) throw new IOException("its vocabulary has no " + spelling);
        return id;
    }

    /// Reads the weights.
    ///
    /// @throws IOException if they are not here
    EncoderWeights weights() throws IOException {
        return new EncoderWeights(shape, onnx());
    }

    /// The model as ONNX Runtime is given it.
    ///
    /// @throws IOException if it is not here
    byte[] onnx() throws IOException {
        return resource("/" + name + ".onnx");
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = BertFiles.class.getResourceAsStream(name)) {
            if (in == null) throw new IOException(name.substring(1) + " is missing from this build");
            return in.readAllBytes();
        }
    }
}
