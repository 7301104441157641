package dev.pando.lab.cells;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.grid.Front;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.grid.Query;
import dev.pando.engine.grid.Term;
import dev.pando.engine.grid.Trace;
import dev.pando.engine.grid.Trace.Association;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// Empties a part of a grid's cells, then heals it from what can still be read, then from the facts themselves.
///
/// A grid heals itself by reading every link that is still strong enough and writing it anew: each fact stands on eighteen
/// cells, so those that are left say what the others held.
final class Repair {

    /// A fact that shares its cells with no other has a link of 1; of a fifth damaged cells 0.9; what is only alike, less.
    private static final Query SURE = new Query(8, 8, 0.9f, 0.6f);
    private static final Function<Grid, Front> HAND = grid -> Front.fading(8, 0.9f);

    private Repair() {}

    /// @param share of the active cells that are emptied
    static ObjectNode measure(Chains world, double share, long seed) {
        Grid damaged = damaged(world.grid, share, new SplittableRandom(seed)), healed = healed(damaged, world.lexicon);
        Grid folded = new Grid();
        for (Association fact : world.facts) folded.add(Trace.of(List.of(fact)), Grid.WEIGHT_ONE);
        ObjectNode row = new ObjectMapper().createObjectNode().put("damage", share);
        row.put("facts_whole", world.readable(world.grid)).put("facts_damaged", world.readable(damaged))
                .put("facts_healed", world.readable(healed)).put("chains_whole", share(world.found(world.grid, HAND)))
                .put("chains_damaged", share(world.found(damaged, HAND)))
                .put("chains_healed", share(world.found(healed, HAND)));
        return row.put("folded_again_is_the_same_grid", folded.hash() == world.grid.hash());
    }

    static double share(boolean[] found) {
        int right = 0;
        for (boolean f : found) if (f) right++;
        return (double) right / found.length;
    }

    private static Grid damaged(Grid grid, double share, SplittableRandom random) {
        List<Trace.Cell> left = new ArrayList<>();
        for (int cell = 0; cell < Grid.CELLS; cell++) {
            byte[] values = new byte[Grid.SHARED_CHANNELS];
            boolean active = false;
            for (int q = 0; q < values.length; q++) {
                values[q] = (byte) grid.value(cell, q);
                active |= values[q] != 0;
            }
            if (active && random.nextDouble() >= share) left.add(new Trace.Cell(cell, values, 0));
        }
        Grid damaged = new Grid();
        for (int from = 0; from < left.size(); from += Trace.CELLS_MAX)
            damaged.add(new Trace(left.subList(from, Math.min(left.size(), from + Trace.CELLS_MAX))), Grid.WEIGHT_ONE);
        return damaged;
    }

    private static Grid healed(Grid damaged, Lexicon lexicon) {
        Grid healed = new Grid();
        for (int id = 0; id < lexicon.size(); id++) {
            Term subject = lexicon.term(id);
            for (Query.Hit hit : SURE.direct(damaged, lexicon, subject, lexicon.size()))
                healed.add(Trace.of(List.of(new Association(subject, hit.term(), 1))), Grid.WEIGHT_ONE);
        }
        return healed;
    }
}
