package dev.pando.engine.seed;

import dev.pando.engine.grammar.Form;
import dev.pando.engine.grammar.Form.All;
import dev.pando.engine.grammar.Form.Likeliest;
import dev.pando.engine.grammar.Form.OneOf;
import dev.pando.engine.grammar.Form.Reply;
import dev.pando.engine.grammar.Form.Text;
import dev.pando.engine.grammar.Form.Times;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What a reply to a [NotePrompt] may look like, as [NoteReply] describes it, so that a small model cannot misquote.
///
/// ```
/// I don't know.                                      the rather, the less like to the question the near notes are
/// [1] a near note, word for word. → some of its words, or Yes or No
/// [1] a near note. [3] one that is linked to it. → some words that are new in it
/// [1] a near note. [2] any others.                  only where more than one fact may be asked for
/// ```
/// Which notes, and which words of them, is left to the model: it says what it finds likeliest as a whole. An answer says what the question does not say, nor the note
/// before, unless it is asked for one of two; and it does not begin or end with a preposition and the like.
final class Quotation {

    private static final Pattern YES_NO = Pattern
            .compile(
                    "(?i)(?!do you know|can you|could you)(is|are|was|were|does|do|did|has|have|can|would|will) (?!.*\\b(what|who|whom|which|when|where)\\b).*");

    // "What do the notes say about Varn?", "List what is known of it.", "Read me note 2.", "Varn": not one fact is asked for.
    private static final Pattern LISTING = Pattern
            .compile("(?i)\\b(about|list|everything|anything|all|note \\d|notes say)\\b|"
                    + "^(?!name\\b|state\\b|give\\b|tell\\b|say\\b)(\\S+\\s+){0,4}[^?\\s]*[^?\\s]\\s*$");

    private static final double JUDGED = 4, LIKE = 3; // weight of the judge and the likeness beside the model, of the likeness beside the judge: see decision 065

    private static final int ANSWERS_MAX = 8; // of one quotation, as the judge has them

    private final Sifted sifted;
    private final List<String> notes;
    private final List<List<Passage>> passages; // by note
    private final Set<String> asked;
    private final AnswerType type;
    private final boolean either, listing, yesNo;

    Quotation(Sifted sifted) {
        this.sifted = sifted;
        this.notes = sifted.prompt().notes();
        this.passages = notes.stream().map(Passage::of).toList();
        this.asked = Sifted.words(sifted.prompt().question());
        this.type = AnswerType.of(sifted.prompt().question());
        this.either = sifted.prompt().question().contains(" or ");
        this.yesNo = YES_NO.matcher(sifted.prompt().question()).matches();
        this.listing = LISTING.matcher(sifted.prompt().question()).find();
    }

    /// The form of replies to what was sifted.
    static Form of(Sifted sifted) {
        return new Quotation(sifted).form();
    }

    /// Whether these notes, by their places, hold anything of the kind that the question asks for.
    boolean fits(List<Integer> quoted) {
        return yesNo || quoted.stream().anyMatch(note -> !fitting(passages(note, said(quoted, note))).isEmpty());
    }

    private Form form() {
        Form one = new Likeliest(sifted.judged().isEmpty() ? replies() : judged(), NoteReply.UNKNOWN, sifted.doubt());
        return listing ? new OneOf(List.of(one, quotations())) : one;
    }

    private List<Reply> replies() {
        List<Reply> replies = new ArrayList<>();
        for (int i : sifted.near()) {
            Sifted.Links links = sifted.links(i);
            if (!links.needed()) add(replies, quote(i), answers(i, asked));
            for (int j : links.notes()) {
                Set<String> said = said(i);
                boolean turned = !either && type == AnswerType.NAMED && !hasName(j, said) && hasName(i, said(j));
                List<String> answers = turned ? answers(i, said(j)) : answers(j, said);
                if (either) answers.addAll(answers(i, said));
                add(replies, quote(i) + " " + quote(j), answers);
            }
        }
        return replies;
    }

    /// A passage of what is quoted, or what needs none.
    ///
    /// @param text as it is said
    /// @param odds how likely the judge and the likeness of the first note make it, up to what all have in common
    private record Answer(String text, double odds) {}

    // What the judge finds likely, the more so the likelier.
    private List<Reply> judged() {
        Map<String, List<Answer>> answers = new LinkedHashMap<>(); // by what is quoted
        sifted.judged()
                .forEach((quoted, judgement) -> answers.put(
                        quoted.stream().map(this::quote).collect(Collectors.joining(" ")),
                        answers(quoted, judgement)));
        answers.values().removeIf(List::isEmpty);
        double best = answers.values().stream().flatMap(List::stream).mapToDouble(Answer::odds).max().orElse(0);
        List<Reply> replies = new ArrayList<>();
        answers.forEach((quotes, all) -> replies.add(new Reply(quotes + NoteReply.THEREFORE.stripTrailing(),
                all.stream().map(answer -> " " + answer.text).toList(),
                all.stream().map(answer -> JUDGED * (answer.odds - best)).toList())));
        return replies;
    }

    private List<Answer> answers(List<Integer> quoted, Judgement judgement) {
        double quotation = judgement.odds() + LIKE * sifted.like().get(quoted.getFirst());
        if (yesNo) return List.of(new Answer("Yes", quotation), new Answer("No", quotation));
        Map<Passage, Double> odds = new LinkedHashMap<>();
        int at = 0;
        for (int note : quoted) {
            for (Passage passage : Passage.all(notes.get(note))) {
                odds.put(passage, judgement.answer(at + passage.begin(), at + passage.end()));
            }
            at += notes.get(note).length() + NotePrompt.BETWEEN.length();
        }
        double most = odds.values().stream().mapToDouble(d -> d).max().orElse(0);
        double all = most + Math.log(odds.values().stream().mapToDouble(d -> Math.exp(d - most)).sum());
        return odds.entrySet().stream().sorted(Map.Entry.<Passage, Double>comparingByValue().reversed())
                .limit(ANSWERS_MAX)
                .map(e -> new Answer(e.getKey().text(), quotation + e.getValue() - all)).toList();
    }

    // What need not be said again: the question, and the other notes, but of one of two that are compared.
    private Set<String> said(List<Integer> quoted, int note) {
        Set<String> said = new HashSet<>(asked);
        if (!either)
            quoted.stream().filter(other -> other != note)
                    .forEach(other -> said.addAll(Sifted.words(notes.get(other))));
        return said;
    }

    // One near note and any others.
    private Form quotations() {
        List<Form> all = new ArrayList<>(), near = new ArrayList<>();
        for (int i = 0; i < notes.size(); i++) {
            all.add(new Text(quote(i)));
            if (sifted.near().contains(i)) near.add(new Text(quote(i)));
        }
        if (near.isEmpty()) return new Text(NoteReply.UNKNOWN);
        return new All(new OneOf(near), new Times(new All(new Text(" "), new OneOf(all)), 0, notes.size()));
    }

    // What need not be said again: the question, and a note.
    private Set<String> said(int note) {
        Set<String> said = new HashSet<>(asked);
        said.addAll(Sifted.words(notes.get(note)));
        return said;
    }

    // "Which river runs through the town where Tamsin lives?": the river's note may be found first.
    private boolean hasName(int note, Set<String> said) {
        return passages(note, said).stream().anyMatch(Passage::isName);
    }

    private String quote(int note) {
        return "[" + (note + 1) + "] " + notes.get(note);
    }

    private static void add(List<Reply> replies, String quotes, List<String> answers) {
        List<String> endings = answers.stream().map(answer -> " " + answer).toList();
        if (!endings.isEmpty()) replies.add(new Reply(quotes + NoteReply.THEREFORE.stripTrailing(), endings));
    }

    /// The passages of a note that may be an answer, each from the beginning of a word to the end of one.
    private List<String> answers(int at, Set<String> said) {
        List<String> answers = new ArrayList<>();
        if (yesNo) {
            answers.addAll(List.of("Yes", "No"));
        }
        fitting(passages(at, said)).forEach(p -> answers.add(p.text()));
        return answers;
    }

    private List<Passage> fitting(List<Passage> passages) {
        return switch (type) {
            case NUMBER -> only(passages, p -> p.begins(AnswerType::counts));
            case AGE -> only(passages, p -> p.begins(AnswerType::counts) && isAge(p));
            case TIME -> preferred(only(passages, p -> p.begins(AnswerType::dates)), p -> p.has(AnswerType::isTime));
            case PERSON -> only(passages, p -> p.isName() && !p.isBehind(AnswerType::contains));
            case COLOUR -> only(passages, p -> p.has(AnswerType::paints));
            case PLACE -> only(passages,
                    p -> p.isName() || p.begins(AnswerType::places) || p.isBehind(AnswerType::places));
            case NAMED -> preferred(passages, Passage::isName);
            case ANY -> passages;
        };
    }

    // "the blue" of "the blue pot"
    private static boolean isCut(Passage passage) {
        return AnswerType.paints(passage.last()) && !passage.next().isEmpty();
    }

    // "42", "forty-two years"; not "two" where the note has "two goats".
    private static boolean isAge(Passage passage) {
        String last = passage.last(), next = passage.next();
        return AnswerType.ages(last) || AnswerType.counts(last) && (next.isEmpty() || AnswerType.ages(next));
    }

    private List<Passage> passages(int at, Set<String> said) {
        return only(passages.get(at),
                p -> (either || p.isNew(said)) && (type == AnswerType.COLOUR || !isCut(p)));
    }

    private static List<Passage> only(List<Passage> passages, Predicate<Passage> good) {
        return passages.stream().filter(good).toList();
    }

    private static List<Passage> preferred(List<Passage> passages, Predicate<Passage> better) {
        List<Passage> good = only(passages, better);
        return good.isEmpty() ? passages : good;
    }
}
