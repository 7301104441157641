package dev.pando.node.memory;

import dev.pando.node.store.Sql;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Search by words, with SQLite's FTS5 and BM25.
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

    /// The ids of the memories that fit best, best first.
    static List<Long> best(Sql sql, String question, int most) {
        long limit = Math.max(COMMON_MEMORIES, sql.number("SELECT max(id) FROM memory") / COMMON_SHARE);
        List<String> rare = new ArrayList<>();
        for (String word : words(question)) {
            if (memoriesWith(sql, word, limit + 1) <= limit) rare.add(word);
        }
        if (rare.isEmpty()) return List.of();
        return sql.list("SELECT rowid AS id FROM memory_text WHERE memory_text MATCH ? ORDER BY rank, rowid LIMIT ?",
                row -> row.number("id"), String.join(" OR ", rare), most);
    }

    private static long memoriesWith(Sql sql, String word, long most) {
        return sql.number("SELECT count(*) FROM (SELECT 1 FROM memory_text WHERE memory_text MATCH ? LIMIT ?)", word,
                most);
    }

    // Each in quotes, so that nothing in it is an operator of FTS5's language.
    private static Set<String> words(String question) {
        Matcher matcher = WORD.matcher(question.toLowerCase(Locale.ROOT));
        return matcher.results().map(r -> '"' + r.group() + '"').limit(WORDS_MAX)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
