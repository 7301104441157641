package dev.pando.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.LocalEngine;
import dev.pando.node.cli.Cli;
import dev.pando.node.cli.Terminal;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// Every `./pando` line in a fenced block of README.md is a command that exists, with options that exist.
///
/// Each is read by the program's own command line, in full, and not run.
class ReadmeTest {

    private static final Path ROOT = Path.of(System.getProperty("pando.root", ".."));
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(?:console|sh|shell|bash)?\\n(.*?)^```");
    private static final Terminal NOBODY = new Terminal(InputStream.nullInputStream(), System.out, System.err, Map.of(),
            LocalEngine::open, false);
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    @Test
    void everyCommandOfTheReadmeIsUnderstood() throws Exception {
        List<List<String>> commands = commands(Files.readString(ROOT.resolve("README.md")));
        assertTrue(commands.contains(List.of("up")) && commands.contains(List.of("test")),
                "the two commands: " + commands);
        List<String> wrong = new ArrayList<>();
        for (List<String> command : commands) wrong.addAll(misunderstood(command));
        assertEquals(List.of(), wrong);
    }

    @Test
    void aCommandOrOptionThatDoesNotExistIsFound() throws Exception {
        var commands = commands(
                "```console\n$ ./pando dance   # a comment\n./pando ask --loudly 'hi there' | tee x\n./pando up --port 1 && date\n```");
        assertEquals(List.of(List.of("dance"), List.of("ask", "--loudly", "hi there"), List.of("up", "--port", "1")),
                commands);
        assertEquals(1, misunderstood(commands.get(0)).size());
        assertEquals(1, misunderstood(commands.get(1)).size());
        assertEquals(List.of(), misunderstood(commands.get(2)));
    }

    private static List<List<String>> commands(String paper) {
        List<List<String>> commands = new ArrayList<>();
        FENCE.matcher(paper).results().flatMap(m -> m.group(1).lines()).forEach(line -> {
            Matcher pando = Pattern.compile("^(?:\\$ )?\\./pando\\s+(.*)$").matcher(line.strip());
            if (pando.matches()) commands.add(words(pando.group(1)));
        });
        return commands;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line);
        while (word.find() && !word.group().matches("#.*|\\||&&|&|>|2>|<")) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return words;
    }

    private static List<String> misunderstood(List<String> command) throws Exception {
        if (command.equals(List.of("test")) || command.equals(List.of("test", "--long"))) {
            return Files.readString(ROOT.resolve("pando")).contains("= test ]")
                    ? List.of()
                    : List.of("the launcher has no test");
        }
        boolean lab = command.getFirst().equals("lab");
        CommandLine reader = lab ? LabMain.commandLine() : Cli.commandLine(NOBODY);
        try {
            reader.parseArgs(command.subList(lab ? 1 : 0, command.size()).toArray(String[]::new));
            return List.of();
        } catch (CommandLine.ParameterException e) {
            return List.of(String.join(" ", command) + ": " + e.getMessage());
        }
    }
}
