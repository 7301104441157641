package dev.pando.lab.seedmodel;

import dev.pando.engine.seed.SeedExample;
import dev.pando.engine.seed.SeedExample.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks every question and counts. An answer is right only with its citation.
final class Exam {

    private static final Pattern CITE = Pattern.compile("\\[(\\d{1,4})\\]");

    private final Map<Kind, Score> scores = new EnumMap<>(Kind.class);

    /// What came of the questions of one kind.
    static final class Score {
        private int asked;
        private int exact;
        private int answered;
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

    private void judge(SeedExample question, String reply) {
        Score score = scores.computeIfAbsent(question.kind(), k -> new Score());
        boolean abstains = reply.equals(SeedExample.UNKNOWN);
        String answer = CITE.matcher(reply).replaceAll("").strip();
        boolean right = question.answer().isEmpty() ? abstains : answer.equals(question.answer().get());
        boolean cited = cites(reply).equals(new TreeSet<>(question.cites()));
        score.asked++;
        if (abstains) score.abstained++;
        if (right) score.answered++;
        if (right && cited) score.exact++;
    }

    private static TreeSet<Integer> cites(String reply) {
        TreeSet<Integer> cites = new TreeSet<>();
        Matcher matcher = CITE.matcher(reply);
        while (matcher.find()) cites.add(Integer.valueOf(matcher.group(1)));
        return cites;
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
