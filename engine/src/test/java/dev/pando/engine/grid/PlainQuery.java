package dev.pando.engine.grid;

import dev.pando.engine.grid.Query.Hit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What [Query] means, number by number: nothing is remembered, no place and no hit is left out early.
final class PlainQuery {

    private static final double LENGTHS = (float) Math.sqrt(54) + (float) Math.sqrt(72);

    private final Query query;
    private final Grid grid;
    private final Lexicon lexicon;

    PlainQuery(Query query, Grid grid, Lexicon lexicon) {
        this.query = query;
        this.grid = grid;
        this.lexicon = lexicon;
    }

    private record Place(Term near, Term bridge, float loudness) {}

    List<Hit> follow(Term subject, int limit) {
        List<Hit> resonances = direct(subject, query.places());
        Map<Integer, Place> places = new HashMap<>();
        for (Hit resonance : resonances) {
            for (int id = 0; id < lexicon.size(); id++) {
                Term near = lexicon.term(id);
                int distance = Grid.distance(resonance.term().cell(), near.cell());
                if (distance > query.steps() || !written(near, Grid.OUT_FROM, Grid.OUT_TO)) continue;
                float loudness = resonance.score() * (float) StrictMath.pow(query.fading(), distance);
                Place before = places.get(id);
                if (before == null || before.loudness < loudness)
                    places.put(id, new Place(near, resonance.term(), loudness));
            }
        }
        List<Place> loud = new ArrayList<>(places.values());
        loud.sort(Comparator.comparingDouble((Place p) -> -p.loudness).thenComparingInt(p -> p.near.id()));
        Map<Integer, Hit> best = new HashMap<>();
        for (Place place : loud) {
            float loudest = loud.getFirst().loudness;
            if (place.near == subject || place.loudness <= 0.02f * loudest) continue;
            for (Hit link : links(place.near)) {
                if (link.term() == subject || link.term() == place.bridge) continue;
                float score = place.loudness / loudest * link.score();
                Hit before = best.get(link.term().id());
                if (before == null || before.score() < score)
                    best.put(link.term().id(), new Hit(link.term(), score, place.loudness * link.score(),
                            place.bridge, place.near));
            }
        }
        return ranked(best.values(), limit);
    }

    List<Hit> direct(Term subject, int limit) {
        return ranked(links(subject), limit);
    }

    private static List<Hit> ranked(Iterable<Hit> hits, int limit) {
        List<Hit> ranked = new ArrayList<>();
        hits.forEach(ranked::add);
        ranked.sort(Comparator.comparingDouble((Hit h) -> -h.score()).thenComparingInt(h -> h.term().id()));
        return ranked.subList(0, Math.min(limit, ranked.size()));
    }

    private List<Hit> links(Term subject) {
        List<Hit> links = new ArrayList<>();
        if (!written(subject, Grid.OUT_FROM, Grid.OUT_TO)) return links;
        for (int id = 0; id < lexicon.size(); id++) {
            Term object = lexicon.term(id);
            if (object == subject || !written(object, Grid.IN_FROM, Grid.IN_TO)) continue;
            float there = read(subject, object, Grid.OUT_FROM, Grid.OUT_TO);
            float back = read(object, subject, Grid.IN_FROM, Grid.IN_TO);
            float strength = Math.min(1, (there + back) / (float) LENGTHS);
            if (there > 0 && strength >= query.linkMin())
                links.add(new Hit(object, strength, strength, subject, subject));
        }
        return links;
    }

    // ⟨numbers around one term, code of the other⟩ / |numbers|
    private float read(Term around, Term other, int channelFrom, int channelTo) {
        int product = 0, square = 0;
        for (int cell : Grid.block(around.cell())) {
            for (int q = channelFrom; q < channelTo; q++) {
                int value = grid.value(cell, q);
                product += value * Wiring.sign(other.code(), cell, q);
                square += value * value;
            }
        }
        return product / (float) Math.sqrt(square);
    }

    private boolean written(Term term, int channelFrom, int channelTo) {
        int holding = 0;
        for (int cell : Grid.block(term.cell())) if (grid.holds(cell, channelFrom, channelTo)) holding++;
        return holding >= Links.CELLS_MIN;
    }
}
