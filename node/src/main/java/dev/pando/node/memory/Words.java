package dev.pando.node.memory;

import dev.pando.node.store.Sql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Search by words, with SQLite's FTS5: how much of what a question says a memory has.
///
/// ```
/// share(m) = Σ weight(w), w in both  ⁄  Σ weight(w), w in the question        weight(w) = ln(memories ⁄ (memories with w + ½))
/// ```
/// The weights are those of BM25 (Robertson and Zaragoza 2009). Its scores have no upper end, so a memory that shares one odd "which"
/// with the question outdid one that means the same; a share has an end, and a name or a number, which few memories
/// have, still decides.
///
/// A question is mostly words that every message has. Those are left out, in whatever language: a word counts as common
/// if it is in more memories than a limit, and SQLite stops counting there, so the cost of a question is bounded, too.
final class Words {

    /// Words of a question that are looked at.
    static final int WORDS_MAX = 48;
    /// A word in more memories than this, and in more than one in [#COMMON_SHARE], is common.
    static final int COMMON_MEMORIES = 500;
    /// One memory in so many.
    static final int COMMON_SHARE = 50;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}\\p{M}]+");

    private Words() {}

    /// The shares of the memories that have most of a question's words, `most` of them; where shares are equal, the
    /// later memories.
    static Map<Long, Double> shares(Sql sql, String question, int most) {
        long memories = sql.number("SELECT max(id) FROM memory");
        long limit = Math.max(COMMON_MEMORIES, memories / COMMON_SHARE);
        Map<Long, Double> weights = new HashMap<>();
        double all = 0;
        for (String word : words(question)) {
            List<Long> having = having(sql, word, limit + 1);
            if (having.size() > limit) continue;
            double weight = Math.log(1 + memories / (having.size() + 0.5));
            having.forEach(id -> weights.merge(id, weight, Double::sum));
            all += weight;
        }
        return best(weights, all, most);
    }

    private static Map<Long, Double> best(Map<Long, Double> weights, double all, int most) {
        List<Map.Entry<Long, Double>> entries = new ArrayList<>(weights.entrySet());
        entries.sort(Map.Entry.<Long, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()).reversed());
        return entries.stream().limit(most).collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue() / all));
    }

    private static List<Long> having(Sql sql, String word, long most) {
        return sql.list("SELECT rowid AS id FROM memory_text WHERE memory_text MATCH ? LIMIT ?",
                row -> row.number("id"),
                word, most);
    }

    // Each in quotes, so that nothing in it is an operator of FTS5's language.
    private static Set<String> words(String question) {
        Matcher matcher = WORD.matcher(question.toLowerCase(Locale.ROOT));
        return matcher.results().map(r -> '"' + r.group() + '"').limit(WORDS_MAX)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
