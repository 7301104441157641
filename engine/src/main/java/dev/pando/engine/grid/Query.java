package dev.pando.engine.grid;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Asks the grid by local dynamics: what does the subject point to, what lives near there, and what does that point to?
///
/// 1. *Resonance*: the terms that the subject is linked to; the strongest places stay (a link is read at both of its ends, `docs/decisions/041-links-are-read-at-both-ends.md`).
/// 2. *Front*: `u ← max(u, λ · max_3×3 u)`, a few steps: a paraphrase of the bridge lives a few cells away.
/// 3. *Emission*: `score(o) = max_b (u_b / u_max) · link(b → o)` over the terms `b` that the front has reached.
///
/// The answer needs no note that holds both ends: "s points here" may be one node's, "this points to o" another's.
///
/// @param places  strongest resonances that stay (κ), at least the number of things one subject points to
/// @param steps   steps of the front (T)
/// @param fading  what a step leaves (λ)
/// @param linkMin the weakest link that is followed; chance alone makes 0.09 in the mean square
public record Query(int places, int steps, float fading, float linkMin) {

    private static final float QUIET = 0.02f;
    private static final float ROUNDING = 0.999f; // a bound below which nothing can be, however floats are rounded

    /// A term that the grid answers with, and the way there.
    ///
    /// @param term       which
    /// @param score      ranks hits of one query: 1 for a pure link from the strongest place
    /// @param confidence how sure the way is as a whole, comparable between queries: the product of its links and of what
    ///                   the front lost between `bridge` and `near`
    /// @param bridge     what the subject points to; the subject itself where it points to the term directly
    /// @param near       what points to the term: the bridge, or what lives near it
    public record Hit(Term term, float score, float confidence, Term bridge, Term near) {}

    /// 8 places, 8 steps, 0.9 as in the design's experiments; links above 0.3.
    public static Query usual() {
        return new Query(8, 8, 0.9f, 0.3f);
    }

    /// The same query with another reach.
    public Query steps(int steps) {
        return new Query(places, steps, fading, linkMin);
    }

    /// What the subject points to over one bridge: for two-note questions.
    ///
    /// @param limit hits at most, best first
    public List<Hit> follow(Grid grid, Lexicon lexicon, Term subject, int limit) {
        return follow(grid, lexicon, subject, limit, Front.fading(steps, fading));
    }

    /// The same with another front than the hand rule's.
    public List<Hit> follow(Grid grid, Lexicon lexicon, Term subject, int limit, Front front) {
        Links links = new Links(grid, lexicon);
        List<Place> excited = excited(links, subject, lexicon, front);
        float loudest = excited.isEmpty() ? 0 : excited.getFirst().loudness;
        Ranking ranking = new Ranking(lexicon, limit);
        for (Place place : excited) {
            float loudness = place.loudness / loudest, least = ranking.least();
            // No link makes it louder, and all that follow are quieter still.
            if (place.loudness <= QUIET * loudest || loudness < least) break;
            if (place.near == subject.id()) continue;
            Ranking.Way way = new Ranking.Way(place.bridge, place.near, place.loudness);
            // A weaker link from here leads to no hit.
            float strengthMin = Math.max(linkMin, ROUNDING * least / loudness);
            links.from(lexicon.term(place.near), strengthMin, (to, strength) -> {
                if (to != subject.id() && to != place.bridge) ranking.found(to, loudness * strength, strength, way);
            });
        }
        return ranking.hits();
    }

    /// What the subject itself points to: for one-note questions.
    ///
    /// @param limit hits at most, best first
    public List<Hit> direct(Grid grid, Lexicon lexicon, Term subject, int limit) {
        Ranking ranking = new Ranking(lexicon, limit);
        Ranking.Way way = new Ranking.Way(subject.id(), subject.id(), 1);
        new Links(grid, lexicon).from(subject, linkMin, (to, strength) -> ranking.found(to, strength, strength, way));
        return ranking.hits();
    }

    /// How strongly a grid holds that one term points to another, 0 to 1; what is meant by a link is told above.
    public static float link(Grid grid, Term subject, Term object) {
        return Links.strength(grid, subject, object);
    }

    /// A term that the subject is linked to.
    private record Resonance(int to, float strength) {}

    /// A term that the front has reached, and from which resonance.
    private record Place(int near, int bridge, float loudness) {}

    // For the cells at which terms live that may point somewhere.
    private List<Place> excited(Links links, Term subject, Lexicon lexicon, Front front) {
        List<Resonance> resonances = new ArrayList<>();
        links.from(subject, linkMin, (to, strength) -> resonances.add(new Resonance(to, strength)));
        List<Resonance> strongest = resonances.stream()
                .sorted(Comparator.comparingDouble((Resonance r) -> -r.strength).thenComparingInt(Resonance::to))
                .limit(places).toList();
        Map<Integer, Place> reached = new HashMap<>();
        for (Resonance resonance : strongest) {
            int from = lexicon.term(resonance.to()).cell();
            for (int id : links.pointingWithin(from, front.reach())) {
                float loudness = resonance.strength() * front.arrives(from, lexicon.term(id).cell());
                Place before = reached.get(id);
                if (before == null || before.loudness < loudness)
                    reached.put(id, new Place(id, resonance.to(), loudness));
            }
        }
        return reached.values().stream()
                .sorted(Comparator.comparingDouble((Place p) -> -p.loudness).thenComparingInt(Place::near)).toList();
    }
}
