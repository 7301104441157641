package dev.pando.node.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/// Reads `pando.toml`. Each key stands for an environment variable, which says the same for one run and goes first.
///
/// A relative path in it is relative to the file: a service has no working directory that its person knows. In a variable it is
/// relative to the working directory, like every other.
///
/// ```toml
/// port = 9740
/// [engine]
/// url = "http://127.0.0.1:11434/v1"
/// [net]
/// listen = ["/ip4/0.0.0.0/tcp/9741"]
/// ```
public final class Configuration {

    /// Its name in the data directory.
    public static final String FILE = "pando.toml";
    /// Bytes of the file.
    public static final int BYTES_MAX = 64 << 10;

    /// Every key, with the environment variable that it stands for.
    public static final Map<String, String> KEYS = keys();

    /// Keys that may be a list of texts; their variable has commas between them.
    private static final Set<String> LISTS = Set.of("net.listen", "net.bootstrap", "net.members", "net.peers",
            "split.peers");

    /// Keys that name a file; `~/` before it is the home directory.
    private static final Set<String> FILES = Set.of("model", "engine.key_file", "net.swarm-key");

    private Configuration() {}

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
        keys.put("split.peers", "PANDO_SPLIT_PEERS"); // who computes layers of the model
        keys.put("net.profile", "PANDO_NET_PROFILE"); // whom to talk to: open, quiet or static
        keys.put("net.listen", "PANDO_NET_LISTEN"); // where to listen for peers
        keys.put("net.peers", "PANDO_NET_PEERS"); // whom to meet and to trust as invited
        keys.put("net.bootstrap", "PANDO_NET_BOOTSTRAP"); // whom to look for first
        keys.put("net.members", "PANDO_NET_MEMBERS"); // the only peers of a static profile
        keys.put("net.relay", "PANDO_NET_RELAY"); // whether to serve as a relay for others
        keys.put("net.swarm-key", "PANDO_NET_SWARM_KEY"); // the file with the key of a private network
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

    /// A setting that is a whole number.
    ///
    /// @param key  for messages
    /// @param said what was set
    /// @throws ConfigurationException if it is no whole number from `least` to `most`
    public static int number(String key, String said, int least, int most) {
        try {
            int number = Integer.parseInt(said);
            if (number >= least && number <= most) return number;
        } catch (NumberFormatException e) {
            // said below
        }
        throw new ConfigurationException(key + ": " + said + ", a whole number from " + least + " to " + most);
    }

    private static void add(JsonNode table, String prefix, Path file, Map<String, String> to) {
        for (Map.Entry<String, JsonNode> entry : table.properties()) {
            String key = prefix + entry.getKey();
            JsonNode value = entry.getValue();
            boolean isTable = value.isObject() && KEYS.keySet().stream().anyMatch(k -> k.startsWith(key + "."));
            if (isTable) {
                add(value, key + ".", file, to);
            } else if (!KEYS.containsKey(key)) {
                throw new ConfigurationException(
                        file + ": there is no key " + key + "; there are " + String.join(", ", KEYS.keySet()));
            } else {
                String said = text(file, key, value);
                to.put(KEYS.get(key), FILES.contains(key) ? fromFile(file, key, said) : said);
            }
        }
    }

    // A plain word may also be the name of a pulled model; a file of that name beside ours goes first.
    private static String fromFile(Path file, String key, String said) {
        String path = said.startsWith("~/") ? System.getProperty("user.home") + said.substring(1) : said;
        try {
            Path there = file.toAbsolutePath().resolveSibling(path).normalize();
            boolean word = key.equals("model") && !said.matches(".*[/\\\\].*") && !said.startsWith(".");
            return said.isEmpty() || word && !Files.exists(there) ? said : there.toString();
        } catch (InvalidPathException e) {
            throw new ConfigurationException(file + ": " + key + " is no path: " + e.getReason());
        }
    }

    private static String text(Path file, String key, JsonNode value) {
        if (value.isValueNode()) return value.asText();
        boolean texts = value.isArray()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
        if (LISTS.contains(key) && texts) {
            return StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText)
                    .collect(Collectors.joining(","));
        }
        throw new ConfigurationException(
                file + ": " + key + " is " + (LISTS.contains(key) ? "a text or a list of texts" : "one value"));
    }
}
