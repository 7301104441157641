package dev.pando.node.genome;

import dev.pando.engine.corpus.PackedText;
import dev.pando.engine.corpus.TrainingText;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.learn.Decoder;
import dev.pando.engine.learn.Evaluation;
import dev.pando.engine.learn.Learner;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Whether a merged adapter is kept: it is measured on held-out texts beside the one that a node has, and given up unless the
/// mean over all texts falls and no text of the node's own gets worse.
///
/// @param model the base
/// @param own   texts of what the node knows; nothing was trained on them
/// @param other texts of what it would like to know
public record MergeTrial(Path model, List<Path> own, List<Path> other) {

    private static final int LENGTH_MAX = 512;
    private static final int AT_ONCE = 4;
    /// Bits per character that are no difference: what rounding in another order makes of the same adapter.
    public static final double SAME = 1e-6;

    /// @throws GenomeException if there is no text of the node's own
    public MergeTrial {
        own = List.copyOf(own);
        other = List.copyOf(other);
        if (own.isEmpty()) throw new GenomeException("a merge is measured on at least one text of one's own");
    }

    /// One text.
    ///
    /// @param text   which
    /// @param own    whether it is of what the node knows
    /// @param before bits per character with what the node has
    /// @param after  bits per character with the merge
    public record Row(Path text, boolean own, double before, double after) {}

    /// What was measured, and what follows.
    ///
    /// @param rows   the texts, the node's own first
    /// @param kept   whether the merge replaces what the node has
    /// @param reason one line
    public record Outcome(List<Row> rows, boolean kept, String reason) {

        static Outcome of(List<Row> rows) {
            double before = rows.stream().mapToDouble(Row::before).average().orElseThrow();
            double after = rows.stream().mapToDouble(Row::after).average().orElseThrow();
            for (Row row : rows) {
                if (!row.own || row.after <= row.before + SAME) continue;
                return new Outcome(rows, false, String.format(Locale.ROOT,
                        "given up: %s gets worse, %.4f to %.4f bits per character", row.text.getFileName(), row.before,
                        row.after));
            }
            boolean better = after < before - SAME;
            return new Outcome(rows, better, String.format(Locale.ROOT, "%s: %.4f to %.4f bits per character on all",
                    better ? "kept" : "given up", before, after));
        }
    }

    /// Measures.
    ///
    /// @param held   the adapter that the node has, in PEFT's files
    /// @param merged what may replace it
    /// @throws GenomeException if a text has nothing to predict
    public Outcome of(Path held, Path merged, Workers workers) {
        try (ModelFile file = ModelFile.open(model)) {
            Tokenizer tokenizer = Tokenizer.of(file);
            int length = Math.min(LENGTH_MAX, ModelConfig.of(file).contextMax());
            Decoder decoder = Decoder.frozen(file, length);
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < own.size() + other.size(); i++) {
                Path text = i < own.size() ? own.get(i) : other.get(i - own.size());
                PackedText packed = new PackedText(
                        TrainingText.read(text, tokenizer, ChatTemplate.of(file, tokenizer)).documents(), length, 0);
                if (packed.taught() == 0) throw new GenomeException(text + ": nothing in it is to be predicted");
                rows.add(new Row(text, i < own.size(), bits(decoder, held, file, packed, tokenizer, workers),
                        bits(decoder, merged, file, packed, tokenizer, workers)));
            }
            return Outcome.of(rows);
        }
    }

    private static double bits(Decoder decoder, Path adapter, ModelFile file, PackedText text, Tokenizer tokenizer,
            Workers workers) {
        Lora lora = Lora.of(decoder.config(), PeftAdapter.read(adapter, file), false);
        return Evaluation.of(new Learner(decoder, lora), text, text.count(), AT_ONCE, tokenizer, workers)
                .bitsPerCharacter();
    }
}
