package dev.pando.node.collective;

import dev.pando.node.notes.Note;
import dev.pando.node.notes.Statement;
import dev.pando.node.notes.StatementReader;
import java.util.List;

/// From what this node's person says or gives it to read to notes of theirs, and back to nothing.
final class Learning {

    private final Holdings held;
    private final StatementReader texts = StatementReader.ofTexts(), talk = StatementReader.ofCauses();

    Learning(Holdings held) {
        this.held = held;
    }

    List<Note> read(String text, String source, String topic, double sure) {
        return learn(texts.read(text), source, topic, sure);
    }

    // Of talk, memories keep every word: a note is only what leads on to other notes.
    List<Note> hear(String said, String source, String topic, double sure) {
        return learn(talk.read(said), source, topic, sure);
    }

    private List<Note> learn(List<Statement> said, String source, String topic, double sure) {
        return said.stream().map(s -> learn(s, source, topic, sure)).toList();
    }

    Note learn(Statement said, String source, String topic, double sure) {
        Statement statement = new Statement(held.terms.canonical(said.subject()), said.relation(),
                held.terms.canonical(said.object()), said.sentence());
        boolean isNew = held.notes.said(statement).isEmpty();
        Note note = held.notes.add(statement, source, topic, sure, held.clock.millis());
        if (isNew) {
            held.fold.addOwn(held.signing.self(), held.trace(note));
            held.sure(note.statement());
        }
        held.terms.flush();
        return note;
    }

    void forget(Note note) {
        if (!note.own() || note.artifact().isPresent()) throw new IllegalArgumentException("note " + note.id());
        held.fold.removeOwn(held.signing.self(), held.trace(note));
        held.notes.delete(note.id());
    }
}
