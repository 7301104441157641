package dev.pando.engine.learn;

import dev.pando.engine.model.Adapter;
import dev.pando.engine.model.Adapter.Delta;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.model.Site;
import dev.pando.engine.weights.AtomicFile;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.RopePairing;
import dev.pando.engine.weights.Rows;
import dev.pando.engine.weights.SafetensorsWriter;
import dev.pando.engine.weights.TensorInfo;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An adapter as PEFT keeps it: `adapter_config.json` and `adapter_model.safetensors` in a folder.
///
/// In the folder it always fits the Hugging Face model. A llama's GGUF has the rows of queries and keys in another order,
/// so for such a base the rows of B are brought into that order on reading and back on writing.
public final class PeftAdapter {

    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final Pattern NAME = Pattern
            .compile("base_model\\.model\\.((?:model\\.)?(?:language_model\\.)?(?:model\\.)?layers\\."
                    + "(0|[1-9][0-9]{0,4})\\.((?:self_attn|mlp)\\.[a-z_]{1,20}))\\.lora_([AB])(?:\\.default)?\\.weight");

    private static final Pattern END = Pattern.compile("\\b(lm_head|embed_tokens)\\.");

    private final ModelFile base;
    private final ModelConfig config;
    private final boolean turned;

    private PeftAdapter(ModelFile base) {
        this.base = base;
        config = ModelConfig.of(base);
        turned = base.ropePairing() == RopePairing.INTERLEAVED;
    }

    /// Reads an adapter for a model.
    ///
    /// @return its matrices, for [Adapter] or [Lora#of]; no two of them share an array
    /// @throws ModelFileException if it is broken, of a kind that we do not compute, or does not fit the model
    public static List<Delta> read(Path folder, ModelFile base) {
        PeftConfig peft = PeftConfig.read(folder);
        try (ModelFile weights = ModelFile.open(folder.resolve(WEIGHTS))) {
            return new PeftAdapter(base).deltas(peft, weights);
        }
    }

    /// A matrix pair that is being found: the names of its module and of its tensors.
    private record Found(String module, String a, String b) {}

    private List<Delta> deltas(PeftConfig peft, ModelFile weights) {
        Map<Integer, Map<String, Found>> layers = new TreeMap<>();
        for (String name : weights.tensorNames()) {
            Matcher m = NAME.matcher(name);
            if (!m.matches() || HuggingFaceNames.sites(config.architecture(), m.group(3)).isEmpty()) {
                throw new ModelFileException(
                        WEIGHTS + ": tensor " + name + " is no LoRA of a known matrix" + (END.matcher(
                                name).find() ? "; the head and the embedding take none" : ""));
            }
            layers.computeIfAbsent(Integer.valueOf(m.group(2)), i -> new TreeMap<>()).merge(m.group(3),
                    new Found(m.group(1), m.group(4).equals("A") ? name : null, m.group(4).equals("B") ? name : null),
                    (x, y) -> new Found(x.module, x.a != null ? x.a : y.a, x.b != null ? x.b : y.b));
        }
        if (layers.isEmpty()) throw new ModelFileException(WEIGHTS + ": no matrix at all");
        List<Delta> deltas = new ArrayList<>();
        layers.forEach((layer, modules) -> modules.forEach((module, found) -> deltas.addAll(
                deltas(peft, weights, layer, HuggingFaceNames.sites(config.architecture(), module), found))));
        return deltas;
    }

    // One for each site that the module holds.
    private List<Delta> deltas(PeftConfig peft, ModelFile weights, int layer, List<Site> sites, Found found) {
        if (found.a == null || found.b == null) throw refused(found.module, "one of its two matrices is missing");
        if (layer >= config.layers()) throw refused(found.module, "the model has " + config.layers() + " layers");
        TensorInfo a = weights.tensor(found.a), b = weights.tensor(found.b);
        int rank = a.rows(), in = sites.getFirst().inputs(config);
        int out = sites.stream().mapToInt(site -> site.outputs(config)).sum();
        if (rank < 1 || rank > Adapter.RANK_MAX) {
            throw refused(found.module, "rank " + rank + ", allowed 1 to " + Adapter.RANK_MAX);
        }
        if (a.columns() != in || b.columns() != rank || b.rows() != out) {
            throw refused(found.module,
                    "A is " + a.shape() + ", B is " + b.shape() + "; the model asks for " + in + " × "
                            + rank + " and " + rank + " × " + out);
        }
        float scale = peft.scale(found.module, rank);
        float[] all = floats(weights.matrix(found.b), found.module);
        List<Delta> deltas = new ArrayList<>();
        int from = 0;
        for (Site site : sites) {
            int to = from + site.outputs(config) * rank;
            float[] rows = Arrays.copyOfRange(all, from, to);
            deltas.add(new Delta(layer, site, rank, scale, floats(weights.matrix(found.a), found.module),
                    turns(site) ? turn(rows, rank, true) : rows));
            from = to;
        }
        return deltas;
    }

    private static ModelFileException refused(String module, String why) {
        return new ModelFileException(WEIGHTS + ": " + module + ": " + why);
    }

    private static float[] floats(Matrix matrix, String module) {
        float[] values = new float[matrix.rows() * matrix.columns()];
        for (int row = 0; row < matrix.rows(); row++) Dequantise.row(matrix, row, values, row * matrix.columns());
        for (float value : values) if (!Float.isFinite(value)) throw refused(module, "holds " + value);
        return values;
    }

    private boolean turns(Site site) {
        return turned && (site == Site.QUERY || site == Site.KEY);
    }

    /// Rows of B from Hugging Face's order to the file's, or back.
    private float[] turn(float[] b, int rank, boolean toFile) {
        float[] other = new float[b.length];
        for (int row = 0; row < b.length / rank; row++) {
            int inFile = HuggingFaceNames.interleavedRow(row, config.headSize());
            int from = toFile ? row : inFile, to = toFile ? inFile : row;
            System.arraycopy(b, from * rank, other, to * rank, rank);
        }
        return other;
    }

    /// Writes what was learned on a model; the weights last, each file whole or not at all.
    ///
    /// @param base     the model that it was learned on
    /// @param baseHash SHA-256 of that model, for the card
    /// @throws IOException              if it cannot be written
    /// @throws IllegalArgumentException if the matrices have other ranks or scales than the settings say
    public static void write(Path folder, Lora.Settings settings, List<Delta> deltas, ModelFile base, String baseHash)
            throws IOException {
        new PeftAdapter(base).write(folder, settings, deltas, baseHash);
    }

    private void write(Path folder, Lora.Settings settings, List<Delta> deltas, String baseHash) throws IOException {
        Files.createDirectories(folder);
        String name = base.metadata().string("general.name", String.valueOf(base.path().getFileName()));
        SafetensorsWriter out = new SafetensorsWriter().text("format", "pt").text("base_sha256", baseHash);
        Map<String, List<Delta>> modules = new LinkedHashMap<>();
        for (Delta d : deltas) {
            if (d.rank() != settings.rank() || d.scale() != settings.scale()) {
                throw new IllegalArgumentException("layer " + d.layer() + " " + d.site() + " is not as " + settings);
            }
            String module = HuggingFaceNames.module(config.architecture(), d.site());
            modules.computeIfAbsent(d.layer() + "." + module, m -> new ArrayList<>()).add(d);
        }
        modules.forEach((module, parts) -> module(out, "base_model.model.model.layers." + module, parts));
        text(folder.resolve(PeftConfig.FILE), PeftConfig.json(settings, config.architecture(), name).toPrettyString());
        text(folder.resolve("README.md"), card(name, baseHash, settings));
        out.write(folder.resolve(WEIGHTS));
    }

    // Several sites in one module: their As below each other, their Bs along a diagonal.
    private void module(SafetensorsWriter out, String name, List<Delta> parts) {
        String module = HuggingFaceNames.module(config.architecture(), parts.getFirst().site());
        int rank = parts.stream().mapToInt(Delta::rank).sum(), in = parts.getFirst().site().inputs(config);
        List<Site> sites = HuggingFaceNames.sites(config.architecture(), module);
        int outputs = sites.stream().mapToInt(site -> site.outputs(config)).sum();
        float[] a = new float[rank * in], b = new float[outputs * rank];
        int atRank = 0, atRow = 0;
        for (Site site : sites) {
            for (Delta d : parts) {
                if (d.site() != site) continue;
                System.arraycopy(d.a(), 0, a, atRank * in, d.a().length);
                float[] rows = turns(site) ? turn(d.b(), d.rank(), false) : d.b();
                for (int i = 0; i < site.outputs(config); i++) {
                    System.arraycopy(rows, i * d.rank(), b, (atRow + i) * rank + atRank, d.rank());
                }
                atRank += d.rank();
            }
            atRow += site.outputs(config);
        }
        out.matrix(name + ".lora_A.weight", TensorType.F32, rank, in, Rows.of(a));
        out.matrix(name + ".lora_B.weight", TensorType.F32, outputs, rank, Rows.of(b));
    }

    private static void text(Path file, String text) throws IOException {
        AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String card(String name, String baseHash, Lora.Settings settings) {
        return "---\nlibrary_name: peft\npipeline_tag: text-generation\n---\n\nA LoRA of rank " + settings.rank()
                + ", alpha " + settings.alpha() + ", trained by Pando.\n\nBase: "
                + name.replaceAll("[\\p{Cntrl}`<>]", " ")
                + ", SHA-256 " + baseHash + (turned
                        ? ".\nThat base is a GGUF file; the rows for queries and keys are stored here in Hugging Face's order.\n"
                        : ".\n");
    }
}
