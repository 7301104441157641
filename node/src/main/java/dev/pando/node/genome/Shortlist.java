package dev.pando.node.genome;

import dev.pando.engine.artifact.ContentId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which of many genomes to ask about a text: those whose cards say that they are near it, as far as they had something to
/// say when they were asked before.
///
/// A card's word is not believed for long. A genome is worth `nearness · (spoke + 1) / (asked + 2)`, and both counts are this
/// node's own: cards that copy another's centroid fill the list for an answer or two and then stand behind it. The counts
/// are halved now and then, so that nobody is shut out for good, and begin anew with the process.
///
/// Not thread-safe.
public final class Shortlist {

    /// Genomes that are asked about one text.
    public static final int ASKED_MAX = 4;

    private static final int ASKED_BEFORE_HALVING = 16;

    private final Map<ContentId, Standing> standings = new HashMap<>();

    /// Nobody was asked yet.
    public Shortlist() {}

    /// One genome.
    ///
    /// @param own whether this node made it
    public record Candidate(ContentId name, boolean own, Centroid centroid) {}

    private record Standing(int asked, int spoke) {

        static final Standing NEW = new Standing(0, 0);

        double value() {
            return (spoke + 1.0) / (asked + 2);
        }

        Standing after(boolean said) {
            Standing next = new Standing(asked + 1, spoke + (said ? 1 : 0));
            return next.asked < ASKED_BEFORE_HALVING ? next : new Standing(next.asked / 2, next.spoke / 2);
        }
    }

    /// Those to ask, at most [#ASKED_MAX]: the nearest of the node's own first, which always has a place, then the worthiest.
    /// Of equals the earlier one comes first.
    ///
    /// @param vector of the text
    public List<ContentId> about(float[] vector, Collection<Candidate> all) {
        List<Candidate> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingDouble((Candidate c) -> worth(c, vector)).reversed());
        sorted.stream().filter(Candidate::own).findFirst().ifPresent(own -> {
            sorted.remove(own);
            sorted.addFirst(own);
        });
        return sorted.stream().limit(ASKED_MAX).map(Candidate::name).toList();
    }

    // Far is far, whoever it is: what is less than 0 must not grow with failures.
    private double worth(Candidate candidate, float[] vector) {
        double nearness = candidate.centroid.nearness(vector);
        return nearness <= 0 ? nearness : nearness * standing(candidate.name).value();
    }

    private Standing standing(ContentId name) {
        return standings.getOrDefault(name, Standing.NEW);
    }

    /// An answer is there.
    ///
    /// @param asked  about it
    /// @param spoke  those of them that had a say in it
    public void heard(List<ContentId> asked, Collection<ContentId> spoke) {
        for (ContentId name : asked) standings.put(name, standing(name).after(spoke.contains(name)));
    }

    /// A genome is gone.
    public void forget(ContentId name) {
        standings.remove(name);
    }
}
