package dev.pando.node.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.FunctionEngine;
import dev.pando.node.answer.LocalEngine;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.WordEncoder;
import dev.pando.node.identity.NodeKey;
import dev.pando.node.store.Sql;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bar 4 of the personal instance: another engine leaves identity, memory, evidence and rules as they are, byte by byte.
class SwapTest {

    private static final Manner MANNER = new Manner("", Sampling.GREEDY, OptionalInt.of(8));

    @TempDir
    private Path folder;

    private Instance open(ChatEngine engine) {
        return Instance.open(folder.resolve("data"), engine, new WordEncoder("w"), InstantSource.system(), List.of());
    }

    private static Turn chat(Instance instance, String words) throws Exception {
        Turn question = instance.dialogue().say(instance.conversations().begin("", "").id(), OptionalLong.empty(),
                words);
        return instance.dialogue().answer(question, MANNER, Optional.empty(), Listener.NONE);
    }

    // Every row of every table, as hexadecimal.
    private static Map<String, List<String>> rows(Instance instance) {
        return instance.database().read(sql -> {
            Map<String, List<String>> all = new TreeMap<>();
            for (String table : sql
                    .list("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                            + " AND name NOT LIKE '%\\_text%' ESCAPE '\\'", row -> row.text("name"))) {
                all.put(table, rows(sql, table));
            }
            return all;
        });
    }

    private static List<String> rows(Sql sql, String table) {
        List<String> columns = sql.list("SELECT name FROM pragma_table_info('" + table + "')", row -> row.text("name"));
        String line = String.join(" || '|' || ", columns.stream().map(c -> "quote(" + c + ")").toList());
        return sql.list("SELECT " + line + " AS line FROM " + table + " ORDER BY line", row -> row.text("line"));
    }

    @Test
    void anotherEngineLeavesEverythingAsItIs() throws Exception {
        Map<String, List<String>> before;
        byte[] key;
        try (Instance instance = open(FunctionEngine.saying("first", _ -> "Noted [1]."))) {
            instance.profile().put("name", "Ada");
            instance.rules().allow("memory_note", true);
            chat(instance, "The spare key is under the blue pot.");
            instance.dialogue().thumb(chat(instance, "Where is the spare key?").id(), 1);
            instance.dialogue().correct(chat(instance, "And the car?").id(), "In the garage.");
            before = rows(instance);
            key = Files.readAllBytes(folder.resolve("data").resolve(NodeKey.FILE));
            assertTrue(before.get("evidence_memory").size() >= 1 && before.get("signal").size() == 2);
        }
        Path file = TinyModelFile.write(folder.resolve("tiny.gguf"));
        List<ChatEngine> engines = List.of(LocalEngine.open(file, LocalEngine.Settings.usual().withThreads(1)),
                FunctionEngine.saying("remote", _ -> "From afar."),
                FunctionEngine.saying("pando-seed", _ -> "[1] here"));
        for (ChatEngine engine : engines) {
            try (engine; Instance instance = open(engine)) {
                instance.takeOver();
                assertEquals(before, rows(instance));
                assertArrayEquals(key, Files.readAllBytes(folder.resolve("data").resolve(NodeKey.FILE)));
                Turn reply = chat(instance, "Where is the spare key?");
                assertEquals(engine.models().getFirst().id(),
                        instance.evidences().of(reply.id()).orElseThrow().model());
                instance.conversations().delete(reply.conversation());
            }
        }
        try (Instance instance = open(FunctionEngine.saying("first", _ -> "Noted."))) {
            Map<String, List<String>> after = rows(instance);
            after.remove("memory_change"); // remembers that memories were there
            before.remove("memory_change");
            assertEquals(before, after);
        }
        assertEquals(HexFormat.of().formatHex(key),
                HexFormat.of().formatHex(Files.readAllBytes(folder.resolve("data").resolve(NodeKey.FILE))));
        assertEquals(new ArrayList<>(before.keySet()).contains("audit"), true);
    }
}
