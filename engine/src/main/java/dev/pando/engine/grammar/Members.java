package dev.pando.engine.grammar;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The members of an object, in the order of the schema: required ones, optional ones, and how many of them.
final class Members {

    private final Languages l;
    private final JsonWords words;
    private final List<Map.Entry<String, Language>> members;
    private final Set<String> required;
    private final Map<List<Integer>, Language> made = new HashMap<>();
    private int min;
    private int max;

    Members(Languages languages, JsonWords words, Map<String, Language> members, Set<String> required) {
        this.l = languages;
        this.words = words;
        this.members = List.copyOf(members.entrySet());
        this.required = required;
    }

    /// The objects with at least `min` and at most `max` of them.
    Language between(int min, int max) {
        this.min = min;
        this.max = Math.min(max, members.size());
        return l.sequence(l.text("{"), from(0, 0), l.text("}"));
    }

    // What may follow when `written` of the members before `index` are there.
    private Language from(int index, int written) {
        if (written > max) return l.nothing();
        if (index == members.size()) return written >= min ? l.empty() : l.nothing();
        // Only whether there was one matters where nothing is counted.
        boolean counts = min > 0 || max < members.size();
        List<Integer> key = List.of(index, counts ? written : Math.min(written, 1));
        Language known = made.get(key);
        if (known == null) made.put(key, known = at(index, written));
        return known;
    }

    private Language at(int index, int written) {
        String name = members.get(index).getKey();
        Language member = words.member(l.text(Literal.quoted(name)), members.get(index).getValue());
        Language with = l.sequence(written == 0 ? l.empty() : words.comma(), member, from(index + 1, written + 1));
        return required.contains(name) ? with : l.choice(with, from(index + 1, written));
    }
}
