package dev.pando.lab.cells;

import dev.pando.engine.grid.Front;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.grid.Query;
import dev.pando.engine.grid.Term;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A world of chains with a bridge in other words: `s → b` and `b′ → o`, where `b′` is the term most like `b`.
///
/// The terms of a world are its own: what is learned in one has no term in common with what is asked in another.
final class Chains {

    /// Chains of one world.
    static final int CHAINS = 100;
    /// Facts of one world that belong to no chain.
    static final int OTHERS = 100;

    private static final int TOP = 10;

    /// One chain.
    record Chain(Term subject, Term bridge, Term alike, Term object) {}

    final Lexicon lexicon;
    final Grid grid = new Grid();
    final List<Chain> chains = new ArrayList<>();
    final List<Association> facts = new ArrayList<>();

    /// @param lexicon all terms, those of other worlds too: answers hide among them
    /// @param terms   numbers of this world's terms
    Chains(Lexicon lexicon, List<Integer> terms, long seed) {
        this.lexicon = lexicon;
        SplittableRandom random = new SplittableRandom(seed);
        List<Integer> free = new ArrayList<>(terms);
        Collections.shuffle(free, Random.from(random));
        while (chains.size() < CHAINS) {
            Term bridge = take(free), alike = nearest(bridge, free);
            free.remove(Integer.valueOf(alike.id()));
            chains.add(new Chain(take(free), bridge, alike, take(free)));
        }
        for (Chain c : chains) {
            facts.add(new Association(c.subject, c.bridge, 1));
            facts.add(new Association(c.alike, c.object, 1));
        }
        for (int i = 0; i < OTHERS; i++) facts.add(new Association(take(free), take(free), 1));
        for (Association fact : facts) grid.add(Trace.of(List.of(fact)), Grid.WEIGHT_ONE);
    }

    private Term take(List<Integer> free) {
        return lexicon.term(free.removeLast());
    }

    private Term nearest(Term term, List<Integer> free) {
        float[] vector = lexicon.vector(term.id());
        float best = Float.NEGATIVE_INFINITY;
        int at = -1;
        for (int id : free) {
            float cosine = 0;
            float[] other = lexicon.vector(id);
            for (int i = 0; i < vector.length; i++) cosine += vector[i] * other[i];
            if (cosine > best) {
                best = cosine;
                at = id;
            }
        }
        return lexicon.term(at);
    }

    /// Which chains are found among the first ten answers of a grid.
    boolean[] found(Grid asked, Function<Grid, Front> rule) {
        Front front = rule.apply(asked);
        boolean[] found = new boolean[chains.size()];
        for (int i = 0; i < found.length; i++) {
            Chain chain = chains.get(i);
            found[i] = Query.usual().follow(asked, lexicon, chain.subject, TOP, front).stream()
                    .anyMatch(hit -> hit.term().id() == chain.object.id());
        }
        return found;
    }

    /// Which facts a grid still says: their object is among the first ten that the subject points to.
    double readable(Grid asked) {
        long read = facts.stream().filter(f -> Query.usual().direct(asked, lexicon, f.subject(), TOP).stream()
                .anyMatch(hit -> hit.term().id() == f.object().id())).count();
        return (double) read / facts.size();
    }
}
