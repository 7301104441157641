package dev.pando.lab.seedmodel;

import dev.pando.engine.seed.NoteReply;
import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedExample.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/// Asks every question and counts. An answer is right only with its citation.
final class Exam {

    private static final Pattern PUNCTUATION = Pattern.compile("[\\p{Punct}“”‘’]");
    private static final Pattern ARTICLES = Pattern.compile("\\b(a|an|the)\\b");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Map<Kind, Score> scores = new EnumMap<>(Kind.class);

    /// What came of the questions of one kind.
    static final class Score {
        private int asked;
        private int exact;
        private int answered;
        private int cited;
        private int abstained;

        /// Questions.
        int asked() {
            return asked;
        }

        /// Share with the right answer and exactly the right citations; of what cannot be answered, with "I don't know".
        double exact() {
            return (double) exact / asked;
        }

        /// Share with the right answer, whatever it cites.
        double answered() {
            return (double) answered / asked;
        }

        /// Share with exactly the right citations, whatever it answers.
        double cited() {
            return (double) cited / asked;
        }

        /// Share of "I don't know".
        double abstained() {
            return (double) abstained / asked;
        }
    }

    /// @param model from a question to what the model says
    static Exam of(List<SeedExample> questions, Function<SeedExample, String> model) {
        Exam exam = new Exam();
        for (SeedExample question : questions) exam.judge(question, model.apply(question).strip());
        return exam;
    }

    private void judge(SeedExample question, String said) {
        Score score = scores.computeIfAbsent(question.kind(), k -> new Score());
        NoteReply reply = NoteReply.read(said);
        boolean abstains = said.equals(NoteReply.UNKNOWN);
        boolean right = question.answer().isEmpty()
                ? abstains
                : reply.answer().map(Exam::plain).equals(question.answer().map(Exam::plain));
        boolean cited = new TreeSet<>(reply.cites()).equals(new TreeSet<>(question.cites()));
        score.asked++;
        if (abstains) score.abstained++;
        if (right) score.answered++;
        if (cited) score.cited++;
        if (right && cited) score.exact++;
    }

    /// What two answers must agree in, after SQuAD's exact match (Rajpurkar et al. 2016): small letters, no punctuation,
    /// no articles, one space.
    static String plain(String answer) {
        String letters = PUNCTUATION.matcher(answer.toLowerCase(Locale.ROOT)).replaceAll("");
        return SPACES.matcher(ARTICLES.matcher(letters).replaceAll(" ")).replaceAll(" ").strip();
    }

    /// By kind of question; only those that were asked.
    Map<Kind, Score> scores() {
        return scores;
    }

    /// Share of "I don't know" among questions that can be answered.
    double falseAbstention() {
        int asked = 0, abstained = 0;
        for (var e : scores.entrySet()) {
            if (e.getKey() == Kind.UNANSWERABLE) continue;
            asked += e.getValue().asked;
            abstained += e.getValue().abstained;
        }
        return asked == 0 ? 0 : (double) abstained / asked;
    }
}
