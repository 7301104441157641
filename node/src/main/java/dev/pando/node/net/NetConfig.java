package dev.pando.node.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.pando.node.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Network settings as a person keeps them: the table `[net]` of `pando.toml` in the data directory, and environment
/// variables such as `PANDO_NET_LISTEN`, which go before it.
///
/// ```toml
/// [net]
/// profile = "static"
/// listen = ["/ip4/0.0.0.0/tcp/9741"]
/// members = ["/ip4/192.168.1.7/tcp/9741/p2p/12D3KooW…"]
/// ```
public final class NetConfig {

    /// The file, in the data directory.
    public static final String FILE = "pando.toml";
    /// Where the node keeps its key and what it knows of peers, in the data directory.
    public static final String DIRECTORY = "net";
    /// The longest file, in bytes.
    public static final int BYTES_MAX = 64 * 1024;

    private static final String TABLE = "net";
    private static final String VARIABLES = "PANDO_NET_";

    private NetConfig() {}

    /// Reads the settings of a data directory.
    ///
    /// @param environment environment variables
    /// @param said        what was said on the command line, which goes before all else
    /// @throws NetException in one line: the key that is unknown or whose value is not understood, and where
    public static NetSettings read(Path dataDir, Map<String, String> environment, Map<String, String> said) {
        Map<String, String> all = file(dataDir.resolve(FILE));
        environment.forEach((name, value) -> {
            if (name.startsWith(VARIABLES)) {
                all.put(name.substring(VARIABLES.length()).toLowerCase(Locale.ROOT).replace('_', '-'), value);
            }
        });
        all.putAll(said);
        return NetSettings.read(dataDir.resolve(DIRECTORY), all);
    }

    private static Map<String, String> file(Path file) {
        Map<String, String> all = new HashMap<>();
        if (!Files.exists(file)) return all;
        JsonNode root = tree(file);
        root.fieldNames().forEachRemaining(name -> {
            if (!name.equals(TABLE) && !Configuration.knows(name))
                throw new NetException(file + ": " + name + ": no such table; there is [net]");
        });
        for (var entry : root.path(TABLE).properties()) all.put(entry.getKey(), text(file, entry));
        return all;
    }

    private static JsonNode tree(Path file) {
        try {
            if (Files.size(file) > BYTES_MAX) throw new NetException(file + ": longer than " + BYTES_MAX + " bytes");
            return new TomlMapper().readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new NetException(file + ", line " + line + ": "
                    + e.getOriginalMessage().lines().findFirst().orElse("not TOML"), e);
        } catch (IOException e) {
            throw new NetException(file + ": cannot be read", e);
        }
    }

    private static String text(Path file, Map.Entry<String, JsonNode> entry) {
        JsonNode value = entry.getValue();
        if (value.isTextual() || value.isBoolean()) return value.asText();
        if (!value.isArray()) {
            throw new NetException(file + ": " + entry.getKey() + ": neither text nor truth nor a list of texts");
        }
        List<String> words = new ArrayList<>();
        value.forEach(word -> words.add(word.asText()));
        return String.join(",", words);
    }
}
