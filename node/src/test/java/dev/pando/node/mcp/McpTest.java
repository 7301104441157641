package dev.pando.node.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ToolCall;
import dev.pando.node.rules.Action;
import dev.pando.node.rules.Approval;
import dev.pando.node.rules.Rules;
import dev.pando.node.store.Database;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The official SDK on both ends: our door in a process of its own, and our client in front of it, behind the rules.
class McpTest {

    @TempDir
    private Path dir;

    private static McpServers.Server self(Set<String> allow, Set<String> looks) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new McpServers.Server("self", List.of(java, "-Xmx128m", "-cp", System.getProperty("java.class.path"),
                McpScript.class.getName()), Map.of(), null, allow, looks);
    }

    @Test
    void toolsOfAnotherProgramRunAsTheRulesSay() {
        List<String> complaints = new ArrayList<>();
        try (McpTools tools = McpTools.connect(
                List.of(self(Set.of("ask", "memory_search"), Set.of("memory_search"))), complaints::add);
                Database database = Database.open(dir)) {
            assertEquals(List.of(), complaints);
            Rules rules = new Rules(database, tools.actions(), InstantSource.system());
            assertEquals(2, rules.known().size());
            ToolCall search = new ToolCall("1", "self_memory_search", "{\"text\":\"reefs\"}");
            ToolCall ask = new ToolCall("2", "self_ask", "{\"question\":\"hi\"}");
            assertTrue(rules.allow("self_memory_search", true) && rules.allow("self_ask", true));
            assertTrue(rules.request(search, OptionalLong.empty()).told().contains("- found reefs"));
            rules.request(ask, OptionalLong.empty());
            Approval waiting = rules.approvals(Optional.empty(), 10).getFirst();
            assertEquals(Approval.State.PENDING, waiting.state());
            assertTrue(rules.approve(waiting.id()).orElseThrow().toString().contains("asked hi"));
        }
    }

    @Test
    void aServerThatDoesNotAnswerIsALineAndIsLeftOut() {
        List<String> complaints = new ArrayList<>();
        var gone = new McpServers.Server("gone", List.of("/no/such/program"), Map.of(), null, Set.of(), Set.of());
        try (McpTools tools = McpTools.connect(List.of(gone), complaints::add, Duration.ofMillis(500))) {
            assertEquals(List.of(), tools.actions());
            assertEquals(List.of("mcp server gone does not answer: its tools are not there"), complaints);
        }
    }

    @Test
    void aSecondToolOfTheSameNameIsALineAndIsLeftOut() {
        List<String> complaints = new ArrayList<>();
        var twice = List.of(self(Set.of("ask"), Set.of()), self(Set.of("ask"), Set.of("ask")));
        try (McpTools tools = McpTools.connect(twice, complaints::add); Database database = Database.open(dir)) {
            Rules rules = new Rules(database, tools.actions(), InstantSource.system());
            assertEquals(List.of("self_ask"), rules.known().stream().map(known -> known.tool().name()).toList());
            assertEquals(Action.Effect.IRREVERSIBLE, rules.known().getFirst().effect());
            assertEquals(List.of("mcp server self: there is a tool named self_ask already"), complaints);
        }
    }

    @Test
    void whatIsNotAllowedDoesNotExist() {
        try (McpTools tools = McpTools.connect(List.of(self(Set.of("memory_search"), Set.of())), _ -> {})) {
            assertEquals(List.of("self_memory_search"), tools.actions().stream().map(a -> a.tool().name()).toList());
            assertEquals(Action.Effect.IRREVERSIBLE, tools.actions().getFirst().effect());
        }
    }

    @Test
    void theFileOfServersIsReadAndWhatIsWrongInItIsOneLine() throws Exception {
        assertEquals(List.of(), McpServers.read(dir));
        Path file = dir.resolve(McpServers.FILE);
        Files.writeString(file, """
                {"mcpServers": {"files": {"command": "npx", "args": ["-y", "x"], "allow": ["read"], "looks": ["read"]},
                 "web": {"url": "https://example.org/mcp", "allow": []}}}""");
        List<McpServers.Server> servers = McpServers.read(dir);
        assertEquals(List.of("npx", "-y", "x"), servers.getFirst().command());
        assertEquals(URI.create("https://example.org/mcp"), servers.getLast().url());
        for (String wrong : List.of("{\"mcpServers\":{\"a\":{}}}", "{\"mcpServers\":{\"a\":{\"comand\":\"x\"}}}",
                "{\"mcpServers\":{\"a\":{\"url\":\"file:///x\"}}}", "{",
                "{\"mcpServers\":{\"A b\":{\"command\":\"x\"}}}",
                "{\"mcpServers\":{\"memory\":{\"command\":\"x\"}}}")) {
            Files.writeString(file, wrong);
            var refused = assertThrows(IllegalArgumentException.class, () -> McpServers.read(dir), wrong);
            assertEquals(1, refused.getMessage().lines().count());
        }
    }
}
