package dev.pando.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/// Files that no experiment can be made with end it at once, in one line that names them.
class FactsCommandsTest {

    private static final String GOOD = "A\tsalt water\trusted hulls\tSalt water rusts hulls.\n";

    @TempDir
    Path folder;
    private final StringWriter said = new StringWriter();

    private int run(String... arguments) {
        CommandLine lab = LabMain.commandLine();
        lab.setErr(new PrintWriter(said, true));
        return lab.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\uFEFF", "node\tsubject\tobject\tsentence\r\n", GOOD + "B\tx\ty", GOOD,
            "A\tx\tx\tX.\nB\ty\ty\tY.\n"})
    void aFileWithoutFactsOfTwoNodesIsOneLine(String text) throws IOException {
        Path facts = Files.writeString(folder.resolve("facts.tsv"), text);
        for (String experiment : new String[]{"abstain", "emergence"}) {
            said.getBuffer().setLength(0);
            assertEquals(1, run(experiment, "--facts", facts.toString(), "--json"));
            assertEquals(1, said.toString().lines().count(), said.toString());
            assertTrue(said.toString().contains("facts.tsv"), said.toString());
        }
    }

    @Test
    void aSentenceThatIsTooLongIsNamedByItsLine() throws IOException {
        Path facts = Files.writeString(folder.resolve("facts.tsv"), GOOD + "B\tx\ty\t" + "long ".repeat(300));
        assertEquals(1, run("abstain", "--facts", facts.toString()));
        assertTrue(said.toString().contains("facts.tsv:2: sentence of 1499 characters, from 1 to 1000"),
                said.toString());
    }

    @Test
    void aFileThatIsNotNamedIsBadUsage() {
        assertEquals(2, run("abstain", "--json"));
    }
}
