package dev.pando.node.encode;

import dev.pando.engine.read.Eyes;
import dev.pando.engine.read.ReaderModel;
import dev.pando.engine.read.Seen;
import java.io.IOException;
import java.util.Map;

/// all-MiniLM-L6-v2: six layers, the mean of all outputs. It is also what a reader sees with, and begins as.
///
/// Source: Wang et al. 2020, MiniLM, <https://arxiv.org/abs/2002.10957>.
public final class MiniLm extends Bert implements Eyes {

    /// Of its layers.
    public static final ReaderModel.Shape SHAPE = EncoderWeights.SHAPE;

    private EncoderWeights weights; // null until somebody sees

    /// Loads nothing yet.
    ///
    /// @param threads threads of one run; 1 to 64. Short texts gain nothing from a second
    public MiniLm(int threads) {
        super("all-MiniLM-L6-v2/q8/marked", "all-minilm-l6-v2-q", threads);
    }

    /// A question and a quotation, as the first layer is given them.
    ///
    /// @throws EncodingException if the model cannot be had or run on this machine
    @Override
    public Seen see(String question, String quotation) {
        Pair pair = pair(question, quotation);
        try {
            return new Seen(opened().inputs(pair.ids(), pair.kinds()), pair.from(), pair.to());
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    /// The layers, as a reader begins with them: see [ReaderModel#beginning].
    ///
    /// @throws EncodingException if the model cannot be had
    public Map<String, float[]> layers() {
        try {
            return opened().layers();
        } catch (IOException e) {
            throw notHere(e);
        }
    }

    private synchronized EncoderWeights opened() {
        if (weights == null) weights = weights();
        return weights;
    }
}
