package dev.pando.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pando.kernel.tensor.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A Hugging Face model: `config.json` and one or more safetensors files in a folder, told in GGUF's vocabulary.
///
/// A safetensors file with no `config.json` beside it opens too, with empty metadata and its own tensor names.
public final class SafetensorsFolder implements ModelFile {

    private static final String ONE_FILE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Path path;
    private final Path folder;
    private final Arena arena;
    private final List<MemorySegment> mappings = new ArrayList<>();
    private final HuggingFaceConfig config;
    private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> unread = new LinkedHashMap<>();
    private long bytes;

    private SafetensorsFolder(Path path, Arena arena) {
        this.path = path;
        this.arena = arena;
        boolean isFolder = Files.isDirectory(path);
        folder = isFolder ? path : path.toAbsolutePath().getParent();
        boolean configured = Files.isRegularFile(folder.resolve("config.json"));
        if (isFolder && !configured) throw new ModelFileException(path + ": a folder without config.json");
        config = configured ? HuggingFaceConfig.read(folder) : HuggingFaceConfig.NONE;
        if (isFolder) readFolder();
        else
            readFile(path);
        config.tensors().forEach(t -> tensors.put(t.info().name(), t));
        settleHead();
    }

    /// @throws ModelFileException if there are no weights, they are broken, or over a limit of [ModelLimits]
    static SafetensorsFolder open(Path folderOrFile) {
        Arena arena = Arena.ofShared();
        try {
            return new SafetensorsFolder(folderOrFile, arena);
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private void readFolder() {
        if (Files.exists(folder.resolve(ONE_FILE))) readFile(folder.resolve(ONE_FILE));
        else if (Files.exists(folder.resolve(INDEX))) readShards();
        else
            throw new ModelFileException(path + ": neither " + ONE_FILE + " nor " + INDEX);
    }

    private void readShards() {
        JsonNode weightMap = Json.object(folder.resolve(INDEX), ModelLimits.INDEX_BYTES_MAX).path("weight_map");
        if (!weightMap.isObject()) throw new ModelFileException(INDEX + ": weight_map is no object");
        Set<String> files = new LinkedHashSet<>();
        weightMap.forEach(file -> files.add(shardName(file)));
        if (files.size() > ModelLimits.SHARDS_MAX) {
            throw new ModelFileException(INDEX + ": " + files.size() + " files, limit " + ModelLimits.SHARDS_MAX);
        }
        Map<String, String> holder = new LinkedHashMap<>();
        for (String file : files) readFile(folder.resolve(file)).forEach(name -> holder.put(name, file));
        weightMap.properties().forEach(e -> {
            if (!e.getValue().textValue().equals(holder.get(e.getKey()))) {
                throw new ModelFileException(INDEX + ": tensor " + e.getKey() + " is not in " + e.getValue());
            }
        });
    }

    // A plain name in the folder: an index must not lead out of it.
    private static String shardName(JsonNode file) {
        String name = file.isTextual() ? file.textValue() : "";
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,200}\\.safetensors")) {
            throw new ModelFileException(INDEX + ": " + file + " is no name of a safetensors file in this folder");
        }
        return name;
    }

    private List<String> readFile(Path file) {
        MemorySegment mapped = Mapping.map(file, arena);
        mappings.add(mapped);
        bytes += mapped.byteSize();
        var entries = SafetensorsHeader.read(String.valueOf(file.getFileName()), mapped);
        entries.forEach((name, entry) -> store(String.valueOf(file.getFileName()), name, entry));
        return new ArrayList<>(entries.keySet());
    }

    private void store(String file, String hfName, SafetensorsHeader.Entry entry) {
        String name = TensorNames.gguf(config.architecture(), hfName);
        String place = file + ": tensor \"" + hfName + "\"";
        if (tensors.containsKey(name) || unread.containsKey(name))
            throw new ModelFileException(place + " appears twice");
        var type = entry.type().tensorType();
        if (type.isEmpty() || entry.shape().contains(0L)) {
            unread.put(name, entry.type() + " " + entry.shape());
            return;
        }
        List<Integer> dimensions = new ArrayList<>();
        long rows = 1;
        for (int i = 0; i < entry.shape().size(); i++) {
            long dimension = entry.shape().get(i);
            boolean last = i == entry.shape().size() - 1;
            rows = last ? rows : rows * Math.min(dimension, ModelLimits.DIMENSION_MAX + 1L);
            if (dimension > ModelLimits.DIMENSION_MAX || rows > ModelLimits.DIMENSION_MAX) {
                throw new ModelFileException(
                        place + ": shape " + entry.shape() + ", limit " + ModelLimits.DIMENSION_MAX);
            }
            dimensions.addFirst((int) dimension);
        }
        TensorInfo info = new TensorInfo(name, type.get(), dimensions);
        tensors.put(name, new StoredTensor(info, entry.data(), config.addsOneTo(name)));
    }

    // GGUF says "tied" by leaving output.weight out.
    private void settleHead() {
        if (!tensors.containsKey("token_embd.weight")) return;
        if (config.tied()) tensors.remove("output.weight");
        else if (!tensors.containsKey("output.weight") && config != HuggingFaceConfig.NONE) {
            throw new ModelFileException(path + ": lm_head.weight is missing and config.json does not tie it");
        }
    }

    @Override
    public void unload() {
        mappings.forEach(MemorySegment::unload);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public Metadata metadata() {
        return config.metadata();
    }

    @Override
    public Set<String> tensorNames() {
        return Collections.unmodifiableSet(tensors.keySet());
    }

    @Override
    public TensorInfo tensor(String name) {
        return stored(name).info();
    }

    @Override
    public Matrix matrix(String name) {
        return stored(name).matrix();
    }

    @Override
    public float[] vector(String name) {
        return stored(name).vector();
    }

    /// Always [RopePairing#HALVES]: only GGUF's converter permutes rows.
    @Override
    public RopePairing ropePairing() {
        return RopePairing.HALVES;
    }

    @Override
    public Optional<Path> companion(String fileName) {
        return Optional.of(folder.resolve(fileName)).filter(Files::isRegularFile);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) arena.close();
    }

    StoredTensor stored(String name) {
        StoredTensor tensor = tensors.get(name);
        if (tensor != null) return tensor;
        String why = unread.containsKey(name) ? " is " + unread.get(name) + ", which is not read" : " is missing";
        throw new ModelFileException(path.getFileName() + ": tensor " + name + why);
    }
}
