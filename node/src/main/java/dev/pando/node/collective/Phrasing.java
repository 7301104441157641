package dev.pando.node.collective;

import dev.pando.engine.seed.Likeness;
import dev.pando.engine.seed.NotePrompt;
import dev.pando.engine.seed.NoteReply;
import dev.pando.engine.seed.Sifted;
import dev.pando.node.answer.Admission;
import dev.pando.node.answer.Ask;
import dev.pando.node.answer.ChatEngine;
import dev.pando.node.answer.Event;
import dev.pando.node.answer.Format;
import dev.pando.node.answer.Generation;
import dev.pando.node.answer.Message;
import dev.pando.node.answer.ModelCard;
import dev.pando.node.answer.Prompt;
import dev.pando.node.answer.Sampling;
import dev.pando.node.answer.Toolset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Has a model word an answer from its numbered notes; where it cannot, the notes' own sentences stay.
///
/// A model's words count only if they name notes that it was given: what rests on nothing is not said.
public final class Phrasing {

    /// Tokens of a reply.
    static final int TOKENS_MAX = 256;

    private final ChatEngine engine;
    private final Likeness likeness;

    /// @param engine   asked for the words; may have no model
    /// @param likeness tells which notes mean what is asked, for a model that needs to be told
    public Phrasing(ChatEngine engine, Likeness likeness) {
        this.engine = engine;
        this.likeness = likeness;
    }

    /// Words an answer; one that is not known stays as it is.
    ///
    /// @param pieces takes the text as it grows: the model's, or all of it at once
    public Answer word(Answer answer, Consumer<String> pieces) throws InterruptedException {
        if (answer.known() && engine.models().isEmpty())
            return told(answer, "no model here: put together from the notes' own sentences", pieces);
        if (!answer.known()) return told(answer, answer.remark(), pieces);
        List<String> notes = answer.sources().stream().map(s -> s.note().statement().sentence()).toList();
        NotePrompt all = new NotePrompt(notes, answer.question());
        Optional<Sifted> sifted = ModelCard.isBundled(engine.models().getFirst().id())
                ? Optional.of(Sifted.of(all, likeness))
                : Optional.empty();
        Prompt prompt = new Prompt.Chat(
                List.of(new Message("user", sifted.map(Sifted::prompt).orElse(all).text())));
        Ask ask = new Ask("", prompt, Sampling.GREEDY, OptionalInt.of(TOKENS_MAX), List.of(), OptionalInt.empty(),
                sifted.<Format>map(s -> new Format.Formed(s.form())).orElse(Format.TEXT), Toolset.NONE);
        if (!(engine.submit(ask) instanceof Admission.Started(Generation generation))) {
            return told(answer, "the model is busy: put together from the notes' own sentences", pieces);
        }
        try (generation) {
            String said = text(generation);
            NoteReply reply = NoteReply.read(sifted.map(s -> s.renumbered(said)).orElse(said));
            Set<Integer> numbers = IntStream.rangeClosed(1, notes.size()).boxed().collect(Collectors.toSet());
            if (reply.answer().isEmpty() || reply.cites().isEmpty() || !numbers.containsAll(reply.cites())) {
                return told(answer, "the model found no answer in the notes: put together from their own sentences",
                        pieces);
            }
            return told(new Answer(answer.question(), true, reply.text() + "\n" + answer.text(), answer.confidence(),
                    engine.models().getFirst().id(), "", answer.sources(), answer.ways(), answer.ranking()), "",
                    pieces);
        }
    }

    private static String text(Generation generation) throws InterruptedException {
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (generation.next()) {
                case Event.Piece piece -> text.append(piece.text());
                case Event.Finished _,Event.Failed _ -> {
                    return text.toString();
                }
                default -> {
                }
            }
        }
    }

    private static Answer told(Answer a, String remark, Consumer<String> pieces) {
        pieces.accept(a.text());
        return new Answer(a.question(), a.known(), a.text(), a.confidence(), a.composer(), remark, a.sources(),
                a.ways(), a.ranking());
    }
}
