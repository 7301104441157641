package dev.pando.node.instance;

import dev.pando.node.collective.Answer;
import dev.pando.node.context.Prompts;
import dev.pando.node.context.Source;
import dev.pando.node.conversation.Turn;
import dev.pando.node.encode.EncodingException;
import dev.pando.node.evidence.Evidences;
import dev.pando.node.memory.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What an answer can rest on: what this node remembers, and what its notes and those of others say together.
final class Grounds {

    /// Memories that are less alike than this do not go into a prompt.
    static final double COSINE_MIN = 0.25;
    /// Characters of a question that notes are asked; a longer one is a text, not a question.
    static final int QUESTION_CHARS_MAX = 2_000;

    private final Instance instance;
    private final Turn question;
    private final Optional<Answer> field; // empty where no note is about it

    Grounds(Instance instance, Turn question) {
        this.instance = instance;
        this.question = question;
        field = asked(question.content()).filter(Answer::isAbout).filter(this::saysMore);
    }

    // Whoever states something is not told it back.
    private boolean saysMore(Answer answer) {
        return answer.sources().isEmpty() || answer.sources().stream()
                .anyMatch(s -> !s.note().own() || !question.content().contains(s.note().statement().sentence()));
    }

    private Optional<Answer> asked(String words) {
        if (words.length() > QUESTION_CHARS_MAX) return Optional.empty();
        try {
            return Optional.of(instance.collective().ask(words));
        } catch (EncodingException e) {
            return Optional.empty(); // memories still have their words; who opened them has said why
        }
    }

    /// Whether notes answer the question, surely enough to be said.
    boolean known() {
        return field.map(Answer::known).orElse(false);
    }

    /// Whether notes are about what was asked and do not answer it.
    boolean unsure() {
        return field.isPresent() && !known();
    }

    /// Notes that answer, then those that name what was asked about, then memories, best first. What is told again in the same words has no
    /// source in its first telling: "Hello!" is none for "Hello!".
    ///
    /// @param path  the branch of the conversation
    /// @param turns those of it that the prompt holds already
    List<Source> sources(List<Turn> path, List<Turn> turns) {
        List<Source> sources = new ArrayList<>();
        field.ifPresent(answer -> answer.sources().forEach(source -> sources.add(new Source.Stated(source))));
        named().forEach(source -> sources.add(new Source.Stated(source)));
        Set<String> said = sources.stream().map(s -> plain(s.text())).collect(Collectors.toSet());
        if (!question.content().strip().endsWith("?")) said.add(plain(question.content()));
        for (Found found : recalled(path, turns)) {
            if (!said.contains(plain(found.memory().text()))) sources.add(new Source.Remembered(found));
        }
        return sources;
    }

    // As many as leave half of the room to memories, and none that answers already.
    private List<Answer.Source> named() {
        if (question.content().length() > QUESTION_CHARS_MAX) return List.of();
        List<Answer.Source> answering = field.map(Answer::sources).orElse(List.of());
        Set<Long> there = answering.stream().map(source -> source.note().id()).collect(Collectors.toSet());
        return instance.collective().about(question.content()).stream()
                .filter(source -> !question.content().contains(source.note().statement().sentence()))
                .filter(source -> !there.contains(source.note().id()))
                .limit(Math.max(0, Prompts.SOURCES_MAX / 2 - there.size())).toList();
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }

    // Not what the prompt holds already, and not what stands on branches of this conversation that were left.
    private List<Found> recalled(List<Turn> path, List<Turn> turns) {
        Set<Long> beyond = ids(path), seen = ids(instance.conversations().turns(question.conversation()));
        beyond.removeAll(ids(turns));
        seen.removeAll(beyond);
        return instance.memories()
                .search(question.content(), Prompts.SOURCES_MAX, message -> !seen.contains(message))
                .stream().filter(found -> !(found.cosine() < COSINE_MIN)).toList();
    }

    private static Set<Long> ids(List<Turn> turns) {
        return turns.stream().map(Turn::id).collect(Collectors.toCollection(HashSet::new));
    }

    /// The sentences of the notes among `sources`, each with its number: what can be said without a model.
    static String sentences(List<Source> sources) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < sources.size(); i++) {
            if (!(sources.get(i) instanceof Source.Stated stated)) continue;
            String sentence = stated.text().strip();
            text.append(text.isEmpty() ? "" : " ").append(sentence).append(sentence.matches(".*[.!?]") ? "" : ".")
                    .append(" [").append(i + 1).append(']');
        }
        return text.toString();
    }

    /// Numbers of the notes on the way that answers best; empty if there is none.
    Set<Integer> bestWay(int sources) {
        return ways(sources).findFirst().map(Set::copyOf).orElse(Set.of());
    }

    // A way whose notes found no room in the prompt is not told.
    private Stream<List<Integer>> ways(int sources) {
        Predicate<Integer> there = number -> number <= sources;
        return field.stream().flatMap(a -> a.ways().stream()).map(Answer.Way::cites)
                .filter(cites -> cites.stream().allMatch(there));
    }

    /// What evidence keeps of what notes said.
    Optional<Evidences.Said> said(int sources) {
        return field.map(a -> new Evidences.Said(a.known(), a.confidence(), a.remark(), ways(sources).toList()));
    }

    /// What evidence keeps of the sources of a prompt.
    static List<Evidences.Given> given(List<Source> sources) {
        return sources.stream().map(source -> switch (source) {
            case Source.Remembered(Found found) -> Evidences.Given.memory(found.memory().id(), source.text(),
                    source.score());
            case Source.Stated(Answer.Source of) -> new Evidences.Given(true, of.note().id(),
                    of.note().author().map(Object::toString).orElse(""), source.text(), source.score());
        }).toList();
    }
}
