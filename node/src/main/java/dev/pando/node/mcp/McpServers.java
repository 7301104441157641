package dev.pando.node.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The servers that a person has listed in `mcp.json`, in the words that other programs use for them:
///
/// ```json
/// {"mcpServers": {"files": {"command": "npx", "args": ["-y", "…"], "allow": ["read_file"], "looks": ["read_file"]}}}
/// ```
/// `allow` names the tools that may be used at all; of these, `looks` names those that change nothing. Everything else waits
/// for a person's yes every time, whatever the server says of itself.
public final class McpServers {

    /// Its name in the data directory.
    public static final String FILE = "mcp.json";
    /// Bytes of the file.
    public static final int BYTES_MAX = 64 << 10;
    /// Servers of one node.
    public static final int SERVERS_MAX = 32;

    private static final String OWN = "memory"; // memory_search, memory_note, memory_forget
    private static final Set<String> KEYS = Set.of("command", "args", "env", "url", "allow", "looks");

    /// One of them.
    ///
    /// @param name    what the person calls it
    /// @param command what starts it; empty for one that runs already
    /// @param env     variables for the command
    /// @param url     where it runs; null for a command
    /// @param allow   tools that may be used
    /// @param looks   of these, those that change nothing
    public record Server(String name, List<String> command, Map<String, String> env, URI url, Set<String> allow,
            Set<String> looks) {

        /// Copies what it is given, and refuses one that is neither a command nor an address.
        public Server {
            command = List.copyOf(command);
            env = Map.copyOf(env);
            allow = Set.copyOf(allow);
            looks = Set.copyOf(looks);
            if (!name.matches("[a-z0-9_]{1,20}"))
                throw new IllegalArgumentException("mcp server: a name of a-z, 0-9 and _, at most 20");
            if (name.equals(OWN))
                throw new IllegalArgumentException("mcp server " + name + ": this node's own tools are named so");
            if (command.isEmpty() == (url == null))
                throw new IllegalArgumentException("mcp server " + name + ": a command or a url");
            if (url != null && !String.valueOf(url.getScheme()).matches("https?"))
                throw new IllegalArgumentException("mcp server " + name + ": a url of http or https");
        }
    }

    private McpServers() {}

    /// What the file in a data directory lists; nothing if there is none.
    ///
    /// @throws IllegalArgumentException in one line, with the file and what is wrong in it
    /// @throws IOException              if it cannot be read
    public static List<Server> read(Path dataDir) throws IOException {
        Path file = dataDir.resolve(FILE);
        if (!Files.exists(file)) return List.of();
        if (Files.size(file) > BYTES_MAX)
            throw new IllegalArgumentException(file + ": " + Files.size(file) + " bytes, limit " + BYTES_MAX);
        try {
            JsonNode servers = new JsonMapper().readTree(Files.readString(file)).path("mcpServers");
            if (servers.size() > SERVERS_MAX)
                throw new IllegalArgumentException(file + ": " + servers.size() + " servers, limit " + SERVERS_MAX);
            List<Server> all = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : servers.properties()) all.add(server(entry, file));
            return all;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(file + ": line " + e.getLocation().getLineNr() + " is no JSON", e);
        }
    }

    private static Server server(Map.Entry<String, JsonNode> entry, Path file) {
        JsonNode node = entry.getValue();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (!KEYS.contains(field.getKey()))
                throw new IllegalArgumentException(file + ": there is no key " + field.getKey());
        }
        List<String> command = new ArrayList<>();
        if (node.has("command")) command.add(node.get("command").asText());
        node.path("args").forEach(argument -> command.add(argument.asText()));
        Map<String, String> env = new HashMap<>();
        node.path("env").properties().forEach(e -> env.put(e.getKey(), e.getValue().asText()));
        URI url = node.has("url") ? URI.create(node.get("url").asText()) : null;
        return new Server(entry.getKey(), command, env, url, names(node.path("allow")), names(node.path("looks")));
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new HashSet<>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }
}
