package dev.pando.node.genome;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.weights.AtomicFile;
import dev.pando.node.consent.PrivateThings;
import dev.pando.node.signals.Lesson;
import dev.pando.node.signals.Lesson.CorrectedAnswer;
import dev.pando.node.signals.Lesson.Counterfactual;
import dev.pando.node.signals.Lesson.InstructionResponse;
import dev.pando.node.signals.Lesson.PreferredPair;
import dev.pando.node.signals.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a person approved of in their conversations, as a text to train on: questions with the answers that they liked,
/// preferred or wrote themselves.
///
/// A genome may be shared one day, so nothing goes in that must not leave: an exchange with an address, a number, a key or a
/// word that the person marked stays out. What came of a conversation that is private is no signal any more.
///
/// @param exchanges question → answer, the oldest first; of several answers to a question the last one
/// @param heldBack  exchanges that are left out because something in them is private
public record ApprovedTalk(Map<String, String> exchanges, int heldBack) {

    /// Signals that are read; beyond it the newest count.
    public static final int SIGNALS_MAX = 20_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /// Copies the map, in its order.
    public ApprovedTalk {
        exchanges = new LinkedHashMap<>(exchanges);
    }

    /// What signals say.
    ///
    /// @param signals      the newest first
    /// @param privateWords words that must not leave
    public static ApprovedTalk of(List<Signal> signals, List<String> privateWords) {
        Map<String, String> exchanges = new LinkedHashMap<>();
        int heldBack = 0;
        for (Signal signal : signals.reversed()) {
            Optional<String> answer = approves(signal.cause()) ? answer(signal.lesson()) : Optional.empty();
            if (answer.isEmpty()) continue;
            String question = instruction(signal.lesson());
            exchanges.remove(question); // the last word counts
            if (PrivateThings.in(question + "\n" + answer.get(), privateWords).isPresent()) heldBack++;
            else
                exchanges.put(question, answer.get());
        }
        return new ApprovedTalk(exchanges, heldBack);
    }

    // To ask again says that the first answer was not enough, not that the second was.
    private static boolean approves(Signal.Cause cause) {
        return switch (cause) {
            case THUMB, CORRECTION -> true;
            case EDIT, REGENERATION -> false;
        };
    }

    private static String instruction(Lesson lesson) {
        return switch (lesson) {
            case CorrectedAnswer l -> l.instruction();
            case PreferredPair l -> l.instruction();
            case InstructionResponse l -> l.instruction();
            case Counterfactual l -> l.instruction();
        };
    }

    // A thumb down approves of nothing.
    private static Optional<String> answer(Lesson lesson) {
        return switch (lesson) {
            case CorrectedAnswer l -> Optional.of(l.right());
            case PreferredPair l -> Optional.of(l.chosen());
            case InstructionResponse l -> Optional.of(l.response());
            case Counterfactual _ -> Optional.empty();
        };
    }

    /// Writes it as conversations, one a line, into a file that is named after what is in it: the same exchanges are the same
    /// file, so that a training that was stopped goes on.
    public Path write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, String> exchange : exchanges.entrySet()) {
            ObjectNode line = JSON.createObjectNode();
            var messages = line.putArray("messages");
            messages.addObject().put("role", "user").put("content", exchange.getKey());
            messages.addObject().put("role", "assistant").put("content", exchange.getValue());
            lines.add(line.toString());
        }
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        String name = "approved-" + HexFormat.of().formatHex(Hashes.sha256().digest(bytes), 0, 8) + ".jsonl";
        Path file = Files.createDirectories(folder).resolve(name);
        if (!Files.exists(file)) AtomicFile.write(file, out -> out.write(bytes));
        return file;
    }
}
