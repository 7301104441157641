package dev.pando.lab.emergence;

import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Lexicon;
import dev.pando.engine.grid.SelfOrganisingMap;
import dev.pando.engine.grid.Trace.Association;
import dev.pando.engine.grid.Trace;
import dev.pando.node.notes.FactsFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// One seed's world: a map of meanings, a crowd of terms that answers hide among, and what both nodes wrote.
///
/// The seed draws the map's beginning and examples, the crowd, the paraphrases and the shuffles. The map never sees the
/// terms of the facts.
final class World {

    /// Terms of the crowd.
    static final int CROWD = 2_000;
    /// How often the map is shown each term.
    static final int EPOCHS = 6;
    /// A paraphrase this near to a known term is taken for it, in the arm that does so.
    static final float SNAP = 0.85f;

    final FactsFile file;
    final Vectors vectors;
    final long seed;
    final List<String> names = new ArrayList<>();
    final Lexicon mapped;
    final Lexicon scattered;

    World(FactsFile file, Vectors vectors, long seed) {
        this.file = file;
        this.vectors = vectors;
        this.seed = seed;
        List<String> crowd = new ArrayList<>(Vectors.crowd());
        SelfOrganisingMap map = SelfOrganisingMap.learn(crowd.stream().map(vectors::of).toList(), EPOCHS, seed);
        crowd.removeAll(file.terms());
        Collections.shuffle(crowd, Random.from(new SplittableRandom(seed)));
        Stream.of(file.terms().stream(), bridges(), crowd.stream().limit(CROWD)).flatMap(s -> s).distinct()
                .forEach(names::add);
        mapped = new Lexicon(map);
        scattered = Lexicon.scattered(vectors.dimensions());
        for (String name : names) {
            mapped.add(name, vectors.of(name));
            scattered.add(name, vectors.of(name));
        }
    }

    private Stream<String> bridges() {
        return file.of(file.second()).stream().map(f -> Paraphrase.of(f.subject(), seed));
    }

    /// How the second node names what its facts are about.
    enum Wording {
        /// As the first node does.
        EXACT,
        /// In other words.
        PARAPHRASED,
        /// In other words, which are taken for the first node's where the encoder finds them near enough.
        SNAPPED
    }

    /// What the first node wrote.
    Trace first(Lexicon lexicon) {
        return trace(lexicon, file.of(file.first()).stream().map(f -> List.of(f.subject(), f.object())).toList());
    }

    /// What the second node wrote.
    Trace second(Lexicon lexicon, Wording wording) {
        return trace(lexicon, secondPairs(wording));
    }

    /// What the second node wrote, with its objects dealt out among its facts anew: the same bytes, no knowledge.
    Trace placebo(Lexicon lexicon) {
        return trace(lexicon, placeboPairs());
    }

    /// Subjects and objects of the placebo.
    List<List<String>> placeboPairs() {
        List<List<String>> pairs = secondPairs(Wording.EXACT);
        List<String> objects = new ArrayList<>(pairs.stream().map(List::getLast).toList());
        Collections.shuffle(objects, Random.from(new SplittableRandom(seed + 1)));
        List<List<String>> dealt = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i++) dealt.add(List.of(pairs.get(i).getFirst(), objects.get(i)));
        return dealt;
    }

    /// Subjects and objects of the second node's facts.
    List<List<String>> secondPairs(Wording wording) {
        return file.of(file.second()).stream().map(f -> List.of(worded(f.subject(), wording), f.object())).toList();
    }

    private String worded(String subject, Wording wording) {
        return switch (wording) {
            case EXACT -> subject;
            case PARAPHRASED -> Paraphrase.of(subject, seed);
            case SNAPPED -> snapped(Paraphrase.of(subject, seed));
        };
    }

    // To the nearest of all terms but the paraphrase itself and its like.
    private String snapped(String paraphrase) {
        float[] vector = vectors.of(paraphrase);
        List<String> bridges = bridges().toList();
        String best = paraphrase;
        float cosine = SNAP;
        for (String name : names) {
            if (bridges.contains(name)) continue;
            float candidate = cosine(vector, vectors.of(name));
            if (candidate >= cosine) {
                cosine = candidate;
                best = name;
            }
        }
        return best;
    }

    static float cosine(float[] a, float[] b) {
        float sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }

    private static Trace trace(Lexicon lexicon, List<List<String>> pairs) {
        return Trace.of(pairs.stream().map(p -> new Association(lexicon.find(p.getFirst()).orElseThrow(),
                lexicon.find(p.getLast()).orElseThrow(), 1)).toList());
    }

    static Grid grid(Trace... traces) {
        Grid grid = new Grid();
        for (Trace trace : traces) grid.add(trace, Grid.WEIGHT_ONE);
        return grid;
    }

    /// The same trace with its cells somewhere else: the same numbers, no places.
    Trace moved(Trace trace) {
        List<Integer> addresses = new ArrayList<>();
        for (int i = 0; i < Grid.CELLS; i++) addresses.add(i);
        Collections.shuffle(addresses, Random.from(new SplittableRandom(seed + 2)));
        return new Trace(trace.cells().stream().map(c -> new Trace.Cell(addresses.get(c.address()), c.channels(), 0))
                .sorted((a, b) -> Integer.compare(a.address(), b.address())).toList());
    }
}
