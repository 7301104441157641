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
    public static final ReaderModel.Shape SHAPE = new ReaderModel.Shape(384, 1536, 6, 12);

    /// Loads nothing yet; has as many threads as a question gains from.
    public MiniLm() {
        this(Hands.usual());
    }

    /// Loads nothing yet.
    ///
    /// @param threads that a text is shared among; 1 to 64
    public MiniLm(int threads) {
        this(threads, new Hands(checked(threads)));
    }

    MiniLm(int threads, Hands hands) {
        super("all-MiniLM-L6-v2/q8/marked", "all-minilm-l6-v2-q", SHAPE.layers(), threads, hands);
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
}
