package dev.pando.node.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.api.Views;
import dev.pando.node.encode.Chorus;
import dev.pando.node.encode.Encoder;
import dev.pando.node.memory.Found;
import dev.pando.node.memory.Memories;
import dev.pando.node.memory.Memory;
import dev.pando.node.store.Database;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(name = "memory", description = "What this node remembers. Works beside a running node and without one.")
final class MemoryCommand implements Runnable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @ParentCommand
    private Cli pando;
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(),
                "memory search TEXT, memory list, memory add TEXT, memory delete ID or memory export FILE");
    }

    private interface Use {
        int of(Memories memories) throws IOException;
    }

    private int with(DataDir dataDir, Use use) throws IOException {
        try (Encoder encoder = new Chorus(); Database database = Database.open(dataDir.path(pando.terminal()))) {
            return use.of(new Memories(database, encoder, InstantSource.system()));
        }
    }

    @Command(name = "search", description = "Finds what fits TEXT best, by its words and by its meaning.")
    int search(@Mixin DataDir dataDir,
            @Parameters(paramLabel = "TEXT", arity = "1..*", description = "What to look for, in any words.") List<String> words,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "5", description = "At most so many (default ${DEFAULT-VALUE}).") int limit,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json) throws IOException {
        return with(dataDir, memories -> {
            List<Found> hits = memories.search(String.join(" ", words), limit);
            if (json) print("memories", hits.stream().map(Views::of).toList());
            else
                hits.forEach(hit -> line(hit.memory(), String.format(Locale.ROOT, "%.2f\t", hit.score())));
            return 0;
        });
    }

    @Command(name = "list", description = "Lists memories, the newest first.")
    int list(@Mixin DataDir dataDir,
            @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default ${DEFAULT-VALUE}).") int limit,
            @Option(names = "--json", description = "Prints one JSON object.") boolean json) throws IOException {
        return with(dataDir, memories -> {
            List<Memory> page = memories.list(Long.MAX_VALUE, limit);
            if (json) print("memories", page.stream().map(Views::of).toList());
            else
                page.forEach(memory -> line(memory, ""));
            return 0;
        });
    }

    @Command(name = "add", description = "Writes a note to be remembered.")
    int add(@Mixin DataDir dataDir,
            @Parameters(paramLabel = "TEXT", arity = "1..*", description = "The note.") List<String> words)
            throws IOException {
        return with(dataDir, memories -> {
            line(memories.note(String.join(" ", words)), "");
            return 0;
        });
    }

    @Command(name = "delete", description = "Forgets memories for good.")
    int delete(@Mixin DataDir dataDir,
            @Parameters(paramLabel = "ID", arity = "1..*", description = "Their numbers.") List<Long> ids)
            throws IOException {
        return with(dataDir, memories -> {
            for (long id : ids) {
                if (!memories.forget(id)) throw new CommandFailed("there is no memory " + id);
                pando.terminal().say("memory " + id + " is forgotten");
            }
            return 0;
        });
    }

    @Command(name = "export", description = "Writes all memories to FILE, one JSON object a line, oldest first.")
    int export(@Mixin DataDir dataDir,
            @Parameters(paramLabel = "FILE", description = "Is replaced once all of them are written.") Path file)
            throws IOException {
        return with(dataDir, memories -> {
            // Created for its owner's eyes only, as temporary files are; FILE itself is never half there.
            Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), ".memories", ".jsonl");
            AtomicLong count = new AtomicLong();
            try (BufferedWriter out = Files.newBufferedWriter(draft)) {
                memories.each(memory -> write(out, memory, count));
            } catch (UncheckedIOException e) {
                Files.delete(draft);
                throw e.getCause();
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
            pando.terminal().say(count + " memories are in " + file);
            return 0;
        });
    }

    private static void write(BufferedWriter out, Memory memory, AtomicLong count) {
        try {
            out.write(Views.of(memory).toString());
            out.newLine();
            count.incrementAndGet();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void print(String name, List<ObjectNode> nodes) {
        ObjectNode root = MAPPER.createObjectNode();
        ArrayNode array = root.putArray(name);
        nodes.forEach(array::add);
        pando.terminal().out().println(root);
    }

    private void line(Memory memory, String before) {
        pando.terminal().out().println(before + memory.id() + "\t" + memory.kind().word() + "\t"
                + memory.text().replaceAll("\\s+", " "));
    }
}
