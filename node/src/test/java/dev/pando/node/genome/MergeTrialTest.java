package dev.pando.node.genome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.genome.Change;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.Merge;
import dev.pando.engine.genome.MergeOperator;
import dev.pando.engine.genome.MergeOperator.Linear;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.engine.learn.Control;
import dev.pando.engine.learn.FineTune;
import dev.pando.kernel.Workers;
import dev.pando.node.answer.TinyModelFile;
import dev.pando.node.genome.MergeTrial.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An adapter for programs and one for judgements: merges that help are kept, others are given up.
class MergeTrialTest {

    @TempDir
    static Path folder;
    private static Path model, code, law, codeText, lawText;

    @BeforeAll
    static void train() throws IOException {
        model = TinyModelFile.write(folder.resolve("base.gguf"));
        code = trained("python", Domains.code(1, 40));
        law = trained("law", Domains.law(1, 40));
        codeText = Files.writeString(folder.resolve("code-held-out.txt"), Domains.code(2, 12));
        lawText = Files.writeString(folder.resolve("law-held-out.txt"), Domains.law(2, 12));
    }

    private static Path trained(String topic, String text) throws IOException {
        Path data = Files.writeString(folder.resolve(topic + ".txt"), text);
        try (Workers workers = new Workers(1)) {
            return new GenomeMaking(model, data, topic, 40, 4, 32, 4, 0.02f, 3)
                    .train(folder, new FineTune.Surroundings(workers, new Control(), System::nanoTime, 1L << 30,
                            line -> {}, step -> {}))
                    .orElseThrow().folder();
        }
    }

    private static Outcome tried(MergeOperator operator, MergeTrial trial) throws IOException {
        Path out = Files.createTempDirectory(folder, "merged");
        try (Workers workers = new Workers(1)) {
            List<SortedMap<String, Change>> both = List.of(PeftFolder.read(code).changes(),
                    PeftFolder.read(law).changes());
            PeftFolder.write(out, new Merge(operator, 8, workers).of(both).changes(), code, "");
            return trial.of(code, out, workers);
        }
    }

    @Test
    void aMergeThatHurtsWhatTheNodeKnowsIsGivenUp() throws IOException {
        Outcome outcome = tried(new Linear(List.of(0.0, 1.0)), new MergeTrial(model, List.of(codeText),
                List.of(lawText)));
        assertFalse(outcome.kept(), outcome.reason());
        assertTrue(outcome.reason().startsWith("given up: code-held-out.txt gets worse"), outcome.reason());
        assertTrue(outcome.rows().get(1).after() < outcome.rows().get(1).before(), "though it knows the law");
    }

    @Test
    void aMergeThatHelpsIsKept() throws IOException {
        // Everything is its own: a node that only knows programs and wants to know judgements too, at any price there.
        Outcome outcome = tried(new Linear(List.of(0.0, 1.0)), new MergeTrial(model, List.of(lawText), List.of()));
        assertTrue(outcome.kept(), outcome.reason());
    }

    @Test
    void whatChangesNothingIsGivenUp() throws IOException {
        Outcome outcome = tried(new Linear(List.of(1.0, 0.0)), new MergeTrial(model, List.of(codeText),
                List.of(lawText)));
        assertEquals(outcome.rows().getFirst().before(), outcome.rows().getFirst().after(), 1e-4);
        assertFalse(outcome.kept() && outcome.rows().getFirst().after() > outcome.rows().getFirst().before());
    }

    @Test
    void withoutATextOfItsOwnNothingIsMeasured() {
        assertThrows(GenomeException.class, () -> new MergeTrial(model, List.of(), List.of(lawText)));
    }
}
