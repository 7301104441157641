package dev.pando.engine.check;

import dev.pando.engine.model.Model;
import dev.pando.engine.model.ModelConfig;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.TemplateLimits;
import dev.pando.engine.text.TextException;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.engine.weights.ModelFileException;
import dev.pando.engine.weights.NumberCheck;
import dev.pando.engine.weights.SafetensorsFolder;
import dev.pando.kernel.tensor.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Checks all of a model: container, configuration, tensors and their shapes, tokenizer, chat template, every number.
///
/// What takes time is reading the numbers, about a second for each gigabyte. Nothing is repacked or copied.
public final class ModelCheck {

    /// Bytes of a chat template; with more, it cannot be within [TemplateLimits#SOURCE_CHARS_MAX].
    public static final int TEMPLATE_BYTES_MAX = 3 * TemplateLimits.SOURCE_CHARS_MAX;

    // Old converters write 2^32 − 1 where there is no such token.
    private static final long NO_TOKEN = 0xffff_ffffL;
    private static final String TEMPLATE = "tokenizer.chat_template";

    private final ModelFile file;
    private final List<String> warnings = new ArrayList<>();

    private ModelCheck(ModelFile file) {
        this.file = file;
    }

    /// The verdict on a GGUF file, a Hugging Face folder or a safetensors file alone; never throws, whatever the file holds.
    public static Verdict of(Path path) {
        try (ModelFile file = ModelFile.open(path)) {
            return new ModelCheck(file).verdict();
        } catch (ModelFileException | TextException e) {
            return refused(path, e.getMessage());
        }
    }

    private static Verdict refused(Path path, String message) {
        String name = String.valueOf(path.getFileName());
        return new Verdict(false, message.startsWith(name) ? message : name + ": " + message);
    }

    private Verdict verdict() {
        boolean bare = file.metadata().keys().isEmpty() && file instanceof SafetensorsFolder;
        String what = bare ? "weights without a config.json beside them: not a model alone" : model();
        checkNumbers();
        String line = "ok " + (file instanceof SafetensorsFolder ? "safetensors" : "GGUF") + ", " + what + ", "
                + tensors() + String.format(Locale.ROOT, ", %,d bytes", file.bytes());
        return new Verdict(true, line + String.join("", warnings));
    }

    private String model() {
        ModelConfig config = Model.check(file);
        checkTokenizer(config);
        return file.metadata().string("general.architecture") + ", " + counted(config.layers(), "layer") + " of "
                + config.width()
                + ", vocabulary " + config.vocabulary() + ", context " + config.contextMax();
    }

    // Parsed, not rendered: what it does when it runs is the sandbox's business.
    private void checkTemplate(Tokenizer tokenizer) {
        if (!file.metadata().has(TEMPLATE)) return;
        int bytes = file.metadata().stringBytes(TEMPLATE);
        if (bytes > TEMPLATE_BYTES_MAX) {
            throw new ModelFileException(TEMPLATE + ": " + bytes + " bytes, limit " + TEMPLATE_BYTES_MAX);
        }
        ChatTemplate.of(file, tokenizer);
    }

    // A folder without a tokenizer is still a model for whoever brings token ids; a GGUF file has no excuse.
    private void checkTokenizer(ModelConfig config) {
        boolean none = file.companion("tokenizer.json").isEmpty() && !file.metadata().has("tokenizer.ggml.model");
        if (none && file instanceof SafetensorsFolder) {
            warnings.add("; warning: no tokenizer.json beside it, so it takes token ids only");
            return;
        }
        Tokenizer tokenizer = Tokenizer.of(file);
        checkTemplate(tokenizer);
        int tokens = tokenizer.size();
        // Hugging Face pads embeddings; GGUF's converters name every row.
        boolean padded = tokens < config.vocabulary() && file instanceof SafetensorsFolder;
        if (tokens != config.vocabulary() && !padded) {
            throw new ModelFileException("tokenizer: " + tokens + " tokens, the embedding has " + config.vocabulary());
        }
        for (String name : List.of("bos", "eos")) checkId("tokenizer.ggml." + name + "_token_id", config.vocabulary());
    }

    private void checkId(String key, int tokens) {
        long id = file.metadata().integer(key, NO_TOKEN);
        if ((id < 0 || id >= tokens) && id != NO_TOKEN) {
            throw new ModelFileException(key + ": " + id + ", there are " + tokens + " tokens");
        }
    }

    private void checkNumbers() {
        List<String> slow = file.tensorNames().stream().filter(name -> NumberCheck.slow(file, name)).toList();
        if (slow.isEmpty()) return;
        warnings.add("; warning: mostly denormal, which is slow: " + counted(slow.size(), "tensor") + ", first "
                + slow.getFirst());
    }

    private String tensors() {
        Map<TensorType, Integer> counts = new EnumMap<>(TensorType.class);
        file.tensorNames().forEach(name -> counts.merge(file.tensor(name).type(), 1, Integer::sum));
        List<TensorType> types = new ArrayList<>(counts.keySet());
        types.sort(Comparator.comparing(counts::get, Comparator.reverseOrder()));
        return counted(file.tensorNames().size(), "tensor") + " " + types;
    }

    private static String counted(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
