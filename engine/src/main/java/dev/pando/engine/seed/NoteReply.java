package dev.pando.engine.seed;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reply of the bundled model to a [NotePrompt], read.
///
/// The model quotes the notes that it rests on, each behind its number, then an arrow, then what follows from them:
/// `[1] Marta Kell was born in Varnholm. [3] Varnholm lies in Estoria. → Estoria`, or `I don't know.` Finding a note, saying it
/// again and reading the answer out of it are three easy steps; at once they are a hard one. The answer is what stands after
/// the last arrow, or all of it if there is none; the citations are all of the notes that were named on the way.
///
/// @param answer what was said, without citations; empty if the notes do not hold it
/// @param cites  numbers of the notes that it rests on, each once, in the order in which they were named
public record NoteReply(Optional<String> answer, List<Integer> cites) {

    /// What is said when the notes do not hold the answer.
    public static final String UNKNOWN = "I don't know.";

    /// Leads from what notes say to what follows from them.
    static final String THEREFORE = " → ";

    static final Pattern CITE = Pattern.compile("\\[(\\d{1,4})\\]");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /// Copies the citations.
    public NoteReply {
        cites = List.copyOf(cites);
    }

    /// Reads what a model said; never fails, since anything can be said.
    public static NoteReply read(String reply) {
        Set<Integer> cites = new LinkedHashSet<>();
        Matcher matcher = CITE.matcher(reply);
        while (matcher.find()) cites.add(Integer.valueOf(matcher.group(1)));
        String last = reply.substring(reply.lastIndexOf(THEREFORE.strip()) + 1);
        String answer = SPACES.matcher(CITE.matcher(last).replaceAll(" ")).replaceAll(" ").strip();
        boolean known = !answer.isEmpty() && !answer.equals(UNKNOWN);
        return new NoteReply(known ? Optional.of(answer) : Optional.empty(), new ArrayList<>(cites));
    }

    /// The answer as people write it, citations behind: `Estoria [1][3]`; [#UNKNOWN] if there is none.
    public String text() {
        StringBuilder text = new StringBuilder(answer.orElse(UNKNOWN));
        if (!cites.isEmpty()) text.append(' ');
        for (int cite : cites) text.append('[').append(cite).append(']');
        return text.toString();
    }
}
