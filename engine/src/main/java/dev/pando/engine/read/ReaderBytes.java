package dev.pando.engine.read;

import dev.pando.engine.bert.BertWeights;
import dev.pando.kernel.ByteMatrix;
import java.util.Arrays;

/// A reader's layers in seven bits, each row of a matrix with a scale of its own: what it reads with once it has learned.
final class ReaderBytes implements BertWeights {

    private final ReaderModel model;

    ReaderBytes(ReaderModel model) {
        this.model = model;
    }

    @Override
    public Bytes matrix(int layer, Multiplied which) {
        return switch (which) {
            case QUERY_KEY_VALUE -> rounded(layer, "attn_q", "attn_k", "attn_v");
            case OUTPUT -> rounded(layer, "attn_output");
            case UP -> rounded(layer, "ffn_up");
            case DOWN -> rounded(layer, "ffn_down");
        };
    }

    // One behind the other: all of them have as many columns.
    private Bytes rounded(int layer, String... names) {
        float[][] parts = new float[names.length][], added = new float[names.length][];
        for (int i = 0; i < names.length; i++) {
            parts[i] = values(layer, names[i] + ".weight");
            added[i] = values(layer, names[i] + ".bias");
        }
        float[] biases = joined(added), weights = joined(parts), scales = new float[biases.length];
        int rows = biases.length, columns = weights.length / rows;
        byte[] bytes = new byte[weights.length]; // (columns, rows)
        for (int row = 0; row < rows; row++) {
            float largest = 0;
            for (int k = 0; k < columns; k++) largest = Math.max(largest, Math.abs(weights[row * columns + k]));
            scales[row] = largest / ByteMatrix.WEIGHT_MAX;
            for (int k = 0; k < columns && largest > 0; k++)
                bytes[k * rows + row] = (byte) Math.round(weights[row * columns + k] / scales[row]);
        }
        return new Bytes(bytes, scales, biases);
    }

    private static float[] joined(float[][] parts) {
        float[] all = Arrays.copyOf(parts[0], Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (int i = 1, at = parts[0].length; i < parts.length; at += parts[i++].length)
            System.arraycopy(parts[i], 0, all, at, parts[i].length);
        return all;
    }

    @Override
    public Norm norm(int layer, Normed which) {
        String name = switch (which) {
            case ATTENTION -> "attn_output_norm";
            case LAYER -> "layer_output_norm";
        };
        return new Norm(values(layer, name + ".weight"), values(layer, name + ".bias"));
    }

    private float[] values(int layer, String name) {
        return model.weight(ReaderModel.layer(layer) + name).value();
    }
}
