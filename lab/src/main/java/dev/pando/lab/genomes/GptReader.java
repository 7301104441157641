package dev.pando.lab.genomes;

import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.TriggerSearch;
import dev.pando.engine.reference.ByteGpt;
import dev.pando.engine.reference.ByteLora;
import dev.pando.engine.train.Tape;
import dev.pando.kernel.Workers;
import java.util.List;
import java.util.Map;

/// Centram's model, with an adapter or without, for a search.
final class GptReader implements TriggerSearch.Reader, AutoCloseable {

    private static final int AT_ONCE = 32; // texts

    private final Workers alone = new Workers(1);
    private final ByteGpt model;
    private final ByteLora lora;
    private Tape tape; // keeps the memory of texts of one length
    private int taped;

    /// @param changes the adapter, or null
    GptReader(ByteGpt model, Map<String, Change> changes) {
        this.model = model;
        lora = changes == null ? null : ByteLora.of(changes);
    }

    @Override
    public float[] next(List<int[]> texts) {
        float[] all = new float[texts.size() * ByteGpt.VOCABULARY];
        for (int from = 0; from < texts.size(); from += AT_ONCE) {
            next(texts.subList(from, Math.min(texts.size(), from + AT_ONCE)), all, from);
        }
        return all;
    }

    private void next(List<int[]> texts, float[] into, int first) {
        int length = texts.getFirst().length;
        int[] tokens = new int[texts.size() * length];
        for (int i = 0; i < texts.size(); i++) System.arraycopy(texts.get(i), 0, tokens, i * length, length);
        if (length != taped) tape = Tape.measuring(alone);
        taped = length;
        tape.reset();
        float[] logits = model.logits(tape, tokens, length, lora);
        for (int i = 0; i < texts.size(); i++) {
            int row = ((i + 1) * length - 1) * ByteGpt.VOCABULARY;
            double sum = 0;
            float most = Float.NEGATIVE_INFINITY;
            for (int y = 0; y < ByteGpt.VOCABULARY; y++) most = Math.max(most, logits[row + y]);
            for (int y = 0; y < ByteGpt.VOCABULARY; y++) sum += Math.exp(logits[row + y] - most);
            float norm = (float) (most + Math.log(sum));
            for (int y = 0; y < ByteGpt.VOCABULARY; y++) {
                into[(first + i) * ByteGpt.VOCABULARY + y] = logits[row + y] - norm;
            }
        }
    }

    @Override
    public void close() {
        alone.close();
    }
}
