package dev.pando.engine.genome;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.learn.PeftConfig;
import dev.pando.engine.model.Adapter;
import dev.pando.engine.weights.AtomicFile;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.Rows;
import dev.pando.engine.weights.SafetensorsWriter;
import dev.pando.engine.weights.TensorInfo;
import dev.pando.kernel.Dequantise;
import dev.pando.kernel.tensor.Matrix;
import dev.pando.kernel.tensor.TensorType;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An adapter in PEFT's files, read without the model that it is for: matrices under the names of their modules, in Hugging
/// Face's order of rows.
///
/// @param folder   where it lies
/// @param baseHash SHA-256 of the model that it was trained on, if the file says so, else empty
/// @param rank     the largest rank of a matrix
/// @param changes  by module: `model.layers.0.self_attn.q_proj`
public record PeftFolder(Path folder, String baseHash, int rank, SortedMap<String, Change> changes) {

    /// The file of the matrices.
    public static final String WEIGHTS = "adapter_model.safetensors";
    /// Bytes of that file.
    public static final long BYTES_MAX = 1L << 30;
    /// Matrices of one adapter: 32 in each of 1,024 layers.
    public static final int MODULES_MAX = 32_768;

    // What one adapter says about its own modules; PEFT would leave others out.
    private static final List<String> OF_ONE_ALONE = List.of("layers_to_transform", "layers_pattern",
            "exclude_modules", "eva_config");

    private static final Pattern NAME = Pattern
            .compile("base_model\\.model\\.([A-Za-z0-9_.]{1,200})\\.lora_([AB])(?:\\.default)?\\.weight");
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Keeps the order.
    public PeftFolder {
        changes = Collections.unmodifiableSortedMap(changes);
    }

    /// Reads and checks a folder.
    ///
    /// @throws GenomeException if a file is missing, broken, over a limit, or says what we do not compute
    public static PeftFolder read(Path folder) {
        Path weights = folder.resolve(WEIGHTS);
        try {
            if (!Files.isDirectory(folder)) {
                throw new GenomeException(
                        folder + (Files.exists(folder) ? ": is no folder" : ": there is no such folder"));
            }
            if (!Files.isRegularFile(weights)) throw new GenomeException(folder + ": there is no " + WEIGHTS);
            long bytes = Files.size(weights);
            if (bytes > BYTES_MAX) throw new GenomeException(WEIGHTS + ": " + bytes + " bytes, limit " + BYTES_MAX);
            PeftConfig config = PeftConfig.read(folder);
            try (ModelFile file = ModelFile.open(weights)) {
                SortedMap<String, Change> changes = changes(config, file);
                int rank = changes.values().stream().mapToInt(Change::rank).max().orElseThrow();
                return new PeftFolder(folder, baseHash(weights), rank, changes);
            }
        } catch (ModelFileException e) {
            throw new GenomeException(e.getMessage(), e);
        } catch (IOException e) {
            throw new GenomeException(weights + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static SortedMap<String, Change> changes(PeftConfig config, ModelFile file) {
        SortedMap<String, TreeMap<String, String>> modules = new TreeMap<>();
        for (String name : file.tensorNames()) {
            Matcher m = NAME.matcher(name);
            if (!m.matches()) throw new GenomeException(WEIGHTS + ": tensor " + name + " is no matrix of LoRA");
            String twice = modules.computeIfAbsent(m.group(1), x -> new TreeMap<>()).put(m.group(2), name);
            if (twice != null) throw new GenomeException(WEIGHTS + ": " + twice + " is there twice");
        }
        if (modules.isEmpty()) throw new GenomeException(WEIGHTS + ": no matrix at all");
        if (modules.size() > MODULES_MAX) {
            throw new GenomeException(WEIGHTS + ": " + modules.size() + " matrices, limit " + MODULES_MAX);
        }
        SortedMap<String, Change> changes = new TreeMap<>();
        modules.forEach((module, pair) -> changes.put(module, change(config, file, module, pair)));
        return changes;
    }

    private static Change change(PeftConfig config, ModelFile file, String module, Map<String, String> pair) {
        if (pair.size() < 2)
            throw new GenomeException(WEIGHTS + ": " + module + ": one of its two matrices is missing");
        TensorInfo a = file.tensor(pair.get("A")), b = file.tensor(pair.get("B"));
        int rank = a.rows();
        if (rank < 1 || rank > Adapter.RANK_MAX) {
            throw new GenomeException(WEIGHTS + ": " + module + ": rank " + rank + ", limit " + Adapter.RANK_MAX);
        }
        if (b.columns() != rank) {
            throw new GenomeException(WEIGHTS + ": " + module + ": A is " + a.shape() + ", B is " + b.shape());
        }
        return Change.of(b.rows(), a.columns(), rank, config.scale(module, rank), floats(file, pair.get("B")),
                floats(file, pair.get("A")));
    }

    private static float[] floats(ModelFile file, String name) {
        Matrix matrix = file.matrix(name);
        float[] values = new float[Math.multiplyExact(matrix.rows(), matrix.columns())];
        for (int row = 0; row < matrix.rows(); row++) Dequantise.row(matrix, row, values, row * matrix.columns());
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                throw new GenomeException(WEIGHTS + ": " + name + ": element " + i + " is " + values[i]);
            }
        }
        return values;
    }

    // The header has been checked when the file was opened.
    private static String baseHash(Path weights) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(weights))) {
            long length = Long.reverseBytes(in.readLong());
            JsonNode header = JSON.readTree(in.readNBytes(Math.toIntExact(length)));
            String hash = header.path("__metadata__").path("base_sha256").asText("").toLowerCase(Locale.ROOT);
            return hash.matches("[0-9a-f]{64}") ? hash : "";
        }
    }

    /// Numbers of all matrices.
    public long parameters() {
        return changes.values().stream().mapToLong(c -> (long) c.b().length + c.a().length).sum();
    }

    /// Writes changes as an adapter of scale 1; the weights last, each file whole or not at all.
    ///
    /// @param like     an adapter for the same model, whose other settings are kept but for those that say which modules it
    ///                 has and how it began
    /// @param baseHash SHA-256 of the model, or empty
    /// @throws IOException if it cannot be written
    public static void write(Path folder, SortedMap<String, Change> changes, Path like, String baseHash)
            throws IOException {
        Files.createDirectories(folder);
        SafetensorsWriter out = new SafetensorsWriter().text("format", "pt");
        if (!baseHash.isEmpty()) out.text("base_sha256", baseHash);
        changes.forEach((module, c) -> {
            String name = "base_model.model." + module;
            out.matrix(name + ".lora_A.weight", TensorType.F32, c.rank(), c.inputs(), Rows.of(c.a()));
            out.matrix(name + ".lora_B.weight", TensorType.F32, c.outputs(), c.rank(), Rows.of(c.b()));
        });
        byte[] config = config(changes, like).toPrettyString().getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(folder.resolve(PeftConfig.FILE), to -> to.write(config));
        out.write(folder.resolve(WEIGHTS));
    }

    private static ObjectNode config(SortedMap<String, Change> changes, Path like) throws IOException {
        JsonNode old = JSON.readTree(Files.readAllBytes(like.resolve(PeftConfig.FILE)));
        int rank = changes.values().stream().mapToInt(Change::rank).max().orElseThrow();
        ObjectNode config = (ObjectNode) old;
        config.remove(OF_ONE_ALONE);
        config.put("r", rank).put("lora_alpha", rank).put("use_rslora", false).put("inference_mode", true)
                .put("init_lora_weights", true);
        ObjectNode ranks = config.putObject("rank_pattern"), alphas = config.putObject("alpha_pattern");
        TreeSet<String> targets = new TreeSet<>();
        changes.forEach((module, c) -> {
            targets.add(module.substring(module.lastIndexOf('.') + 1));
            if (c.rank() == rank) return;
            ranks.put(module, c.rank());
            alphas.put(module, c.rank());
        });
        var target = config.putArray("target_modules");
        targets.forEach(target::add);
        return config;
    }
}
