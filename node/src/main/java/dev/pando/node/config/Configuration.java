package dev.pando.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads `pando.toml`. Each key stands for an environment variable, which says the same for one run and goes first.
///
/// ```toml
/// port = 9740
/// [engine]
/// url = "http://127.0.0.1:11434/v1"
/// ```
public final class Configuration {

    /// Its name in the data directory.
    public static final String FILE = "pando.toml";
    /// Bytes of the file.
    public static final int BYTES_MAX = 64 << 10;

    /// Every key, with the environment variable that it stands for.
    public static final Map<String, String> KEYS = keys();

    /// The table that the network reads itself.
    private static final String NETWORK = "net";

    private Configuration() {}

    /// Whether a name at the top of the file is one of ours.
    public static boolean knows(String name) {
        return KEYS.keySet().stream().anyMatch(key -> key.equals(name) || key.startsWith(name + "."));
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("host", "PANDO_HOST"); // whom to listen to
        keys.put("port", "PANDO_PORT"); // where to listen
        keys.put("model", "PANDO_MODEL"); // a file, or the name of a pulled model
        keys.put("threads", "PANDO_THREADS"); // of arithmetic
        keys.put("context", "PANDO_CONTEXT"); // tokens of prompt and answer
        keys.put("hub", "PANDO_HUB"); // where models come from
        keys.put("engine.url", "PANDO_ENGINE"); // an OpenAI-compatible endpoint instead of a model file
        keys.put("engine.model", "PANDO_ENGINE_MODEL"); // the model there
        keys.put("engine.key_file", "PANDO_ENGINE_KEY_FILE"); // holds the endpoint's API key
        return keys;
    }

    /// What the file in a data directory says, by environment variable; nothing if there is none.
    ///
    /// @throws ConfigurationException in one line, with the file and the key
    public static Map<String, String> read(Path dataDir) {
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) return Map.of();
        try {
            if (Files.size(file) > BYTES_MAX) {
                throw new ConfigurationException(file + ": " + Files.size(file) + " bytes, limit " + BYTES_MAX);
            }
            Map<String, String> settings = new LinkedHashMap<>();
            add(new TomlMapper().readTree(Files.readString(file, StandardCharsets.UTF_8)), "", file, settings);
            return settings;
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(file + ": line " + e.getLocation().getLineNr() + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse("not TOML"));
        } catch (IOException e) {
            throw new ConfigurationException(file + ": " + e.getMessage());
        }
    }

    private static void add(JsonNode table, String prefix, Path file, Map<String, String> to) {
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            String key = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            if (key.equals(NETWORK)) continue;
            boolean isTable = value.isObject() && KEYS.keySet().stream().anyMatch(k -> k.startsWith(key + "."));
            if (isTable) {
                add(value, key + ".", file, to);
            } else if (!KEYS.containsKey(key)) {
                throw new ConfigurationException(
                        file + ": there is no key " + key + "; there are " + String.join(", ", KEYS.keySet()));
            } else if (!value.isValueNode()) {
                throw new ConfigurationException(file + ": " + key + " is one value");
            } else {
                to.put(KEYS.get(key), value.asText());
            }
        }
    }
}
