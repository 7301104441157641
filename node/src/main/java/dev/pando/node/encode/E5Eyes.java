package dev.pando.node.encode;

import dev.pando.engine.bert.BertShape;
import dev.pando.engine.read.Eyes;
import dev.pando.engine.read.ReaderModel;
import dev.pando.engine.read.Seen;
import dev.pando.engine.weights.ModelFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// What a reader sees with: the words of e5-small-v2, whose twelve layers it also begins as. Why this one:
/// `docs/decisions/067-a-reader-of-twelve-layers.md`.
///
/// Nothing is loaded before somebody looks; of the encoder's file only the vectors of its words stay.
public final class E5Eyes implements Eyes {

    /// Of the reader that begins as its layers.
    public static final ReaderModel.Shape SHAPE = shape(E5Small.FILES.shape());

    private Opened opened; // null until the first look

    private record Opened(BertFiles.Words words, Embeddings embeddings) {}

    /// Loads nothing yet.
    public E5Eyes() {}

    private static ReaderModel.Shape shape(BertShape encoder) {
        return new ReaderModel.Shape(encoder.width(), encoder.inner(), encoder.layers(), encoder.heads());
    }

    /// A question and a quotation, as the first layer is given them.
    ///
    /// @throws EncodingException if the encoder's files are not here
    @Override
    public Seen see(String question, String quotation) {
        Opened open = opened();
        Pair pair = open.words.pair(question, quotation, Bert.TOKENS_MAX);
        return new Seen(open.embeddings.inputs(pair.ids(), pair.kinds()), pair.from(), pair.to());
    }

    /// The encoder's layers, as a reader begins with them: see [ReaderModel#beginning].
    ///
    /// @throws EncodingException if the encoder's files are not here
    public Map<String, float[]> layers() {
        try {
            return E5Small.FILES.weights().layers();
        } catch (IOException e) {
            throw Bert.notHere(e);
        }
    }

    /// Opens a reader that sees with these eyes.
    ///
    /// @throws ModelFileException if it is no reader, broken, or began as another encoder, by its shape
    public static ReaderModel reader(Path file) {
        ReaderModel model = ReaderModel.open(file);
        if (!model.shape().equals(SHAPE))
            throw new ModelFileException(
                    file.getFileName() + ": a reader of " + model.shape().layers() + " layers, not "
                            + SHAPE.layers() + " as e5-small-v2 has");
        return model;
    }

    private synchronized Opened opened() {
        try {
            if (opened == null) opened = new Opened(E5Small.FILES.words(), E5Small.FILES.weights().embeddings());
            return opened;
        } catch (IOException e) {
            throw Bert.notHere(e);
        }
    }
}
