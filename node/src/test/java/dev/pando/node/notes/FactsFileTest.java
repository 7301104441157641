package dev.pando.node.notes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.notes.FactsFile.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FactsFileTest {

    @TempDir
    Path folder;

    private FactsFile read(String text) throws IOException {
        return FactsFile.read(Files.writeString(folder.resolve("facts.tsv"), text));
    }

    private String refused(String text) {
        String message = assertThrows(IOException.class, () -> read(text)).getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void aQuestionNeedsOneFactOfEachAndThatNeitherHoldsItsAnswer() throws IOException {
        FactsFile file = read("A\tx\tb\tX b.\nB\tb\to\tB o.\nB\tb\tp\tB p.\nA\tx\tp\tX p.\nA\to\tb\tO b.\n");
        assertEquals(List.of(new Question("x", "b", "o"), new Question("o", "b", "p")), file.questions());
    }

    @Test
    void whoseFactsComeFirstIsFoundInTheFileNotInTheirNames() throws IOException {
        FactsFile file = read("zoe\tx\tb\tX b.\namy\tb\to\tB o.\n");
        assertEquals("zoe", file.first());
        assertEquals(1, file.questions().size());
    }

    @Test
    void columnNamesCommentsMarksAndWhatIsSaidTwiceOrOfItselfArePassedOver() throws IOException {
        FactsFile file = read("\uFEFFnode\tsubject\tobject\tsentence\r\n# a comment\r\n\r\nA\tx\ty\tX y.\r\n"
                + "A\tx\ty\tX y, again.\r\nB\tThe rain\train\tRain is rain.\r\nB\tÜbergewicht\tGelenkschmerzen\tSchwer.\r\n");
        assertEquals(List.of(new Fact("A", "x", "y", "X y."),
                new Fact("B", "Übergewicht", "Gelenkschmerzen", "Schwer.")), file.facts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Node\tSubject\tObject\tSentence", "node \t subject\tobject\tsentence",
            "NODE\tSUBJECT\tOBJECT\tSENTENCE\tNOTES"})
    void columnNamesMayBeWrittenInAnyWay(String names) throws IOException {
        assertEquals("A", read(names + "\nA\tx\ty\tX y.\nB\ty\tz\tY z.\n").first());
    }

    @Test
    void linesMayEndInAnyWay() throws IOException {
        for (String end : List.of("\n", "\r\n", "\r")) {
            FactsFile file = read(String.join(end, "A\tx\tš\tX š.", "B\tš\t珊瑚\tŠ 珊瑚."));
            assertEquals(List.of(new Question("x", "š", "珊瑚")), file.questions());
        }
    }

    @Test
    void aNameThatIsSpeltInTwoWaysIsOneName() throws IOException {
        FactsFile file = read("A\tHeavy Rain\tBLOCKED DRAINS\tX.\nB\tblocked drains\tcaf\u00e9 closures\tY.\n"
                + "A\theavy  rain\tthe blocked drains\tX again.\nB\tCafe\u0301 closures\tdebts\tZ.\n");
        assertEquals(List.of(new Question("Heavy Rain", "BLOCKED DRAINS", "caf\u00e9 closures")), file.questions());
        assertEquals(3, file.facts().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"A\tx\ty", "A\t?\ty\tX y.", "A\tx\ty\tX y.\tmore", "A,x,y,X y.", "\tx\ty\tX y.",
            "A\t \ty\tX y.",
            "A\tx\t\tX y.",
            "A\tx\ty\t ", "A\tx\u0007\ty\tX y."})
    void aLineThatIsNoFactIsNamedByItsNumber(String line) {
        assertTrue(refused("A\tx\ty\tX y.\n" + line + "\n").contains("facts.tsv:2: "));
    }

    @Test
    void namesAndSentencesHaveTheLimitsOfStatements() throws IOException {
        String name = "n".repeat(Statement.NAME_CHARS_MAX), sentence = "s".repeat(Statement.SENTENCE_CHARS_MAX);
        read("A\t" + name + "\ty\t" + sentence + "\nB\ty\tz\tY z.\n");
        assertTrue(refused("A\t" + name + "n\ty\tX.\n").contains("subject of 121 characters"));
        assertTrue(refused("A\tx\ty\t" + sentence + "s\n").contains("sentence of 1001 characters"));
    }

    @Test
    void oneNodeNoFileNoTextAndTooManyLinesAreRefusedInOneLine() throws IOException {
        assertTrue(refused("A\tx\ty\tX y.\n").contains("two nodes"));
        assertTrue(refused("").contains("two nodes"));
        assertTrue(refused("A\tx\tx\tX x.\nB\ty\tthe y\tY y.\n").contains("no facts"));
        assertTrue(refused("# x\n".repeat(FactsFile.LINES_MAX + 1)).contains("limit 20000"));
        assertTrue(assertThrows(IOException.class, () -> FactsFile.read(folder.resolve("none.tsv"))).getMessage()
                .contains("no such file"));
        Path binary = Files.write(folder.resolve("binary.tsv"),
                "A\tx\ty\t\u00e4".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(assertThrows(IOException.class, () -> FactsFile.read(binary)).getMessage().contains("not UTF-8"));
        assertThrows(IOException.class, () -> FactsFile.read(folder));
    }

    @Test
    void theFactsThatShipHaveQuestions() throws IOException {
        assertTrue(FactsFile.shipped().questions().size() > 10);
    }
}
