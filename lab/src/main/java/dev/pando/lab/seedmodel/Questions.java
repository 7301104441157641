package dev.pando.lab.seedmodel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedExample.Kind;
import dev.pando.engine.seed.SeedText;
import dev.pando.engine.seed.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the exam's questions come from: our own generator's held-out half, or a file.
final class Questions {

    private static final long BYTES_MAX = 64L << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private Questions() {}

    /// `count` of each of the three kinds, with names and phrasings that no training has seen.
    static List<SeedExample> held(int count, long seed) {
        SeedText text = new SeedText(seed, Split.TEST);
        List<SeedExample> questions = new ArrayList<>();
        for (Kind kind : List.of(Kind.ONE_NOTE, Kind.TWO_NOTES, Kind.UNANSWERABLE)) {
            for (int i = 0; i < count; i++) questions.add(text.example(kind, i));
        }
        return questions;
    }

    /// Lines of `{"notes": ["…"], "question": "…", "answer": "…" | null, "cites": [1]}`.
    ///
    /// @throws IOException naming the line that is none
    static List<SeedExample> read(Path file) throws IOException {
        long bytes = Files.size(file);
        if (bytes > BYTES_MAX) throw new IOException(file + ": " + bytes + " bytes, limit " + BYTES_MAX);
        List<SeedExample> questions = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank()) continue;
            try {
                questions.add(question(JSON.readTree(line)));
            } catch (IOException | IllegalArgumentException e) {
                throw new IOException(file + " line " + number + ": " + e.getMessage().lines().findFirst().orElse(""),
                        e);
            }
        }
        if (questions.isEmpty()) throw new IOException(file + ": no question");
        return questions;
    }

    private static SeedExample question(JsonNode line) {
        if (!line.path("question").isTextual() || !line.path("notes").isArray() || !line.has("answer")) {
            throw new IllegalArgumentException("notes, question and answer are needed");
        }
        List<String> notes = new ArrayList<>();
        line.path("notes").forEach(note -> notes.add(note.asText()));
        List<Integer> cites = new ArrayList<>();
        line.path("cites").forEach(cite -> cites.add(cite.asInt()));
        Optional<String> answer = line.path("answer").isNull()
                ? Optional.empty()
                : Optional.of(line.path("answer").asText());
        Kind kind = answer.isEmpty() ? Kind.UNANSWERABLE : cites.size() > 1 ? Kind.TWO_NOTES : Kind.ONE_NOTE;
        return SeedExample.of(kind, notes, line.path("question").asText(), answer, cites);
    }
}
