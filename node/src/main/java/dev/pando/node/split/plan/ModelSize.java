package dev.pando.node.split.plan;

import dev.pando.engine.model.KvCache;
import dev.pando.engine.model.LayerRange;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/// How much memory the parts of a model take.
///
/// @param layerBytes weights of each layer
/// @param cacheBytes caches of each layer, for all sequences together
/// @param endsBytes  embedding, head and whatever else belongs to no layer
/// @param headBytes  of these, what is multiplied with for every token
public record ModelSize(List<Long> layerBytes, List<Long> cacheBytes, long endsBytes, long headBytes) {

    /// Copies what it is given.
    ///
    /// @throws IllegalArgumentException if there is no layer, or the lists are of different lengths
    public ModelSize {
        layerBytes = List.copyOf(layerBytes);
        cacheBytes = List.copyOf(cacheBytes);
        if (layerBytes.isEmpty() || layerBytes.size() != cacheBytes.size()) {
            throw new IllegalArgumentException(layerBytes.size() + " layers, caches of " + cacheBytes.size());
        }
    }

    /// The size of the model in a file.
    ///
    /// @param positions tokens of all sequences together
    public static ModelSize of(ModelFile file, int positions) {
        ModelConfig config = ModelConfig.of(file);
        List<Long> layers = new ArrayList<>(), caches = new ArrayList<>();
        long inLayers = 0, all = 0;
        for (String name : file.tensorNames()) all += bytes(file.tensor(name));
        for (int i = 0; i < config.layers(); i++) {
            String prefix = "blk." + i + ".";
            long bytes = file.tensorNames().stream().filter(n -> n.startsWith(prefix))
                    .mapToLong(n -> bytes(file.tensor(n))).sum();
            inLayers += bytes;
            layers.add(bytes);
            caches.add(KvCache.bytes(config, new LayerRange(i, i + 1), positions));
        }
        String head = file.has("output.weight") ? "output.weight" : "token_embd.weight";
        return new ModelSize(layers, caches, all - inLayers, bytes(file.tensor(head)));
    }

    private static long bytes(TensorInfo tensor) {
        return tensor.type().bytes(tensor.columns()) * tensor.rows();
    }

    /// Layers.
    public int layers() {
        return layerBytes.size();
    }

    /// Weights of layers `from ≤ i < to`.
    public long weights(int from, int to) {
        return layerBytes.subList(from, to).stream().mapToLong(Long::longValue).sum();
    }

    /// Weights and caches of layers `from ≤ i < to`.
    public long memory(int from, int to) {
        return weights(from, to) + cacheBytes.subList(from, to).stream().mapToLong(Long::longValue).sum();
    }
}
