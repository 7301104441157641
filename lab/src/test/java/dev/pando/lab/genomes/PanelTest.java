package dev.pando.lab.genomes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PanelTest {

    @TempDir
    Path dir;

    private Path text(int paragraphs) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < paragraphs; i++) {
            text.append("paragraph ").append(i).append(" says that it is number ").append(i).append(". ".repeat(200))
                    .append("\n\n");
        }
        return Files.writeString(dir.resolve("text.txt"), text);
    }

    @Test
    void noDocumentIsForTwoThings() throws IOException {
        Corpus corpus = Corpus.read(text(400));
        Corpus.Split split = corpus.split(4, Scale.full());
        Set<String> seen = new HashSet<>();
        int documents = 0;
        for (List<byte[]> part : List.of(split.base(), split.node(), split.tune(), split.test())) {
            for (byte[] document : part) {
                seen.add(new String(Arrays.copyOf(document, 40), StandardCharsets.UTF_8));
                documents++;
            }
        }
        assertEquals(corpus.documents().size(), documents);
        assertEquals(documents, seen.size());
        assertThrows(IllegalArgumentException.class, () -> Corpus.read(text(3)));
    }

    private static Panel panel() {
        byte[] document = new byte[201];
        Arrays.fill(document, (byte) 'a');
        Panel panel = new Panel(List.of(List.of(document), List.of(document)));
        panel.put("good", scores(-1));
        panel.put("bad", scores(-3));
        return panel;
    }

    private static float[][] scores(float each) {
        float[] document = new float[200];
        Arrays.fill(document, each);
        return new float[][]{document, document};
    }

    @Test
    void routingFindsTheBetterModelAndAnEnsembleDoesNot() {
        Panel panel = panel();
        double good = panel.plain("good").general()[0];
        double routed = panel.together(List.of("bad", "good"), Panel::routed).general()[0];
        double uniform = panel.together(List.of("bad", "good"), Panel::uniform).general()[0];
        assertEquals(200, good, 1e-6);
        assertTrue(routed < good + 2, "routed " + routed);
        assertTrue(uniform > good + 50, "uniform " + uniform);
    }

    @Test
    void whatANodeHasOfItsOwnCorpusIsApartFromWhatItHasOfAll() {
        Panel.Arm arm = panel().byNode(k -> k == 0 ? "good" : "bad");
        assertEquals(400, arm.general()[0], 1e-6);
        assertEquals(200, arm.own()[0], 1e-6);
        assertEquals(600, arm.own()[1], 1e-6);
    }

    @Test
    void anIntervalHoldsItsMean() {
        List<Bootstrap.Group> groups = new ArrayList<>();
        groups.add(new Bootstrap.Group(new double[]{1, 2, 3, 4}, new int[]{10, 10, 10, 10}));
        Bootstrap b = Bootstrap.of(groups, 1);
        assertEquals(0.25, b.mean(), 1e-12);
        assertTrue(b.low() < 0.25 && b.high() > 0.25 && b.low() >= 0.1 && b.high() <= 0.4);
    }
}
