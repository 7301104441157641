package dev.pando.lab.seedmodel;

import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedExample.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads a task of bAbI (Weston et al. 2015) as notes and questions: what was told before a question are its notes.
///
/// A line is `number text`, or `number question TAB answer TAB numbers of the lines that it rests on`; number 1 begins a story.
final class Babi {

    private Babi() {}

    /// @param countMax questions at most
    /// @throws IOException naming the line that is none
    static List<SeedExample> read(Path file, int countMax) throws IOException {
        List<SeedExample> questions = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        Map<String, Integer> noteOfLine = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            int space = line.indexOf(' ');
            if (space < 1) throw new IOException(file + ": no line of a story: " + line);
            String number = line.substring(0, space);
            String[] parts = line.substring(space + 1).split("\t");
            if (number.equals("1")) {
                notes.clear();
                noteOfLine.clear();
            }
            if (parts.length == 1) {
                notes.add(parts[0].strip());
                noteOfLine.put(number, notes.size());
            } else if (parts.length == 3 && questions.size() < countMax) {
                questions.add(question(notes, noteOfLine, parts));
            } else if (parts.length == 2) {
                throw new IOException(file + ": a question without the lines that it rests on: " + line);
            }
        }
        return questions;
    }

    private static SeedExample question(List<String> notes, Map<String, Integer> noteOfLine, String[] parts) {
        List<Integer> cites = new ArrayList<>();
        for (String line : parts[2].strip().split(" ")) cites.add(noteOfLine.get(line));
        Kind kind = cites.size() > 1 ? Kind.TWO_NOTES : Kind.ONE_NOTE;
        return SeedExample.of(kind, notes, parts[0].strip(), Optional.of(parts[1]), cites);
    }
}
