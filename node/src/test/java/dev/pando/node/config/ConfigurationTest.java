package dev.pando.node.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

    @TempDir
    private Path dir;

    private Map<String, String> read(String toml) throws Exception {
        Files.writeString(dir.resolve(Configuration.FILE), toml);
        return Configuration.read(dir);
    }

    @Test
    void keysAndTablesStandForTheirVariables() throws Exception {
        assertEquals(Map.of(), Configuration.read(dir));
        assertEquals(
                Map.of("PANDO_PORT", "1234", "PANDO_NET_PROFILE", "static", "PANDO_NET_MEMBERS", "/p2p/a,/p2p/b",
                        "PANDO_ENGINE", "http://localhost:11434/v1", "PANDO_ENGINE_MODEL", "qwen"),
                read("""
                        port = 1234 # mine
                        [net]
                        profile = "static"
                        members = ["/p2p/a", "/p2p/b"]
                        [engine]
                        url = "http://localhost:11434/v1"
                        model = 'qwen'
                        """));
        assertEquals(Map.of("PANDO_PORT", "1"), read("port = 1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            prot = 1234           | there is no key prot
            [engine]~rul = "x"    | there is no key engine.rul
            [motor]~url = "x"     | there is no key motor
            port = [1, 2]         | port is one value
            port = "a             | line 1
            [engine]~key_file = "\\u0000" | engine.key_file is no path
            """)
    void whatIsNotUnderstoodIsOneLineWithTheFile(String toml, String message) {
        var refused = assertThrows(ConfigurationException.class, () -> read(toml.replace("~", "\n")));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
        assertTrue(refused.getMessage().contains(Configuration.FILE));
        assertEquals(1, refused.getMessage().lines().count());
    }

    @Test
    void aFileStopsAtItsBytes() throws Exception {
        String start = "port = 1\n#";
        read(start + "x".repeat(Configuration.BYTES_MAX - start.length()));
        assertThrows(ConfigurationException.class,
                () -> read(start + "x".repeat(Configuration.BYTES_MAX - start.length() + 1)));
    }

    @Test
    void aRelativePathIsRelativeToTheFileAndAPlainWordMayBeAModelsName() throws Exception {
        String all = """
                model = "%s"
                [engine]
                key_file = "keys/remote"
                [net]
                swarm-key = "../swarm.key"
                """;
        Path here = dir.toAbsolutePath();
        Map<String, String> read = read(all.formatted("models/a.gguf"));
        assertEquals(here.resolve("models/a.gguf").toString(), read.get("PANDO_MODEL"));
        assertEquals(here.resolve("keys/remote").toString(), read.get("PANDO_ENGINE_KEY_FILE"));
        assertEquals(here.resolveSibling("swarm.key").toString(), read.get("PANDO_NET_SWARM_KEY"));
        assertEquals("a.gguf", read(all.formatted("a.gguf")).get("PANDO_MODEL"),
                "a pulled one, as there is no such file");
        Files.createFile(dir.resolve("a.gguf"));
        assertEquals(here.resolve("a.gguf").toString(), read(all.formatted("a.gguf")).get("PANDO_MODEL"));
        assertEquals(here.resolve("b.gguf").toString(), read(all.formatted("./b.gguf")).get("PANDO_MODEL"));
        assertEquals("/somewhere/else.gguf", read(all.formatted("/somewhere/else.gguf")).get("PANDO_MODEL"));
        assertEquals(Path.of(System.getProperty("user.home"), "m.gguf").toString(),
                read(all.formatted("~/m.gguf")).get("PANDO_MODEL"));
    }
}
