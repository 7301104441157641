package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.ContentId;
import dev.pando.node.encode.Encoder;
import dev.pando.node.encode.MiniLm;
import dev.pando.node.genome.Centroid;
import dev.pando.node.genome.Shortlist;
import dev.pando.node.genome.Shortlist.Candidate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `pando lab shortlist`: of many genomes with a subject each, is the right one among those that are asked? Trains nothing: a
/// genome is said to have spoken where the text is of its corpus, and a hostile one never.
@Command(name = "shortlist", mixinStandardHelpOptions = true, description = "Whether the right genome is among those that are asked, by the centroids of the cards, with hostile copies of every card beside them.")
public final class ShortlistCommand implements Callable<Integer> {

    private static final int CORPORA_MAX = 64, QUESTIONS_MAX = 100_000, COPIES_MAX = 64;
    private static final int PASSAGES = 64; // that make a centroid, as in a card
    private static final int EARLY = 20; // questions of each corpus, after which copies should be known
    private static final int QUESTION_BYTES = 512; // the end of a document: about what is encoded of a prompt

    @Mixin
    private CorporaChoice texts;
    @Option(names = "--questions", description = "ends of documents of each corpus that are asked about (default: ${DEFAULT-VALUE})")
    private int questions = 100;
    @Option(names = "--copies", description = "hostile genomes beside each honest one, under a card with its centroid (default: ${DEFAULT-VALUE})")
    private int copies = 8;
    @Option(names = "--seed", description = "of the order of the questions (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    private ShortlistCommand() {}

    private record Question(int corpus, float[] vector) {}

    @Override
    public Integer call() throws IOException {
        CorporaChoice.within("questions", questions, 1, QUESTIONS_MAX);
        CorporaChoice.within("copies", copies, 0, COPIES_MAX);
        List<Corpus> corpora = texts.read(2, CORPORA_MAX);
        List<Centroid> centroids = new ArrayList<>();
        List<Question> asked = new ArrayList<>();
        try (Encoder encoder = new MiniLm()) {
            for (int c = 0; c < corpora.size(); c++) {
                List<byte[]> documents = corpora.get(c).documents();
                int half = documents.size() / 2;
                centroids.add(Centroid.of(encoder, spread(documents.subList(0, half), PASSAGES).stream()
                        .map(d -> text(d, 0)).toList()));
                for (byte[] document : spread(documents.subList(half, documents.size()), questions)) {
                    String end = text(document, Math.max(0, document.length - QUESTION_BYTES));
                    asked.add(new Question(c, encoder.encode(end)));
                }
            }
        }
        shuffle(asked);
        System.out.println(json(centroids, asked));
        return 0;
    }

    private static List<byte[]> spread(List<byte[]> documents, int most) {
        int count = Math.min(most, documents.size());
        List<byte[]> some = new ArrayList<>();
        for (int i = 0; i < count; i++) some.add(documents.get(i * documents.size() / count));
        return some;
    }

    private static String text(byte[] document, int from) {
        return new String(document, from, document.length - from, StandardCharsets.UTF_8);
    }

    private void shuffle(List<Question> asked) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = asked.size() - 1; i > 0; i--) asked.set(i, asked.set(random.nextInt(i + 1), asked.get(i)));
    }

    private ObjectNode json(List<Centroid> centroids, List<Question> asked) {
        int nearest = 0;
        for (Question q : asked) if (nearest(centroids, q.vector) == q.corpus) nearest++;
        ObjectNode out = new ObjectMapper().createObjectNode().put("genomes", centroids.size())
                .put("questions", asked.size()).put("asked_of_each", Shortlist.ASKED_MAX)
                .put("by_chance", Math.min(1, (double) Shortlist.ASKED_MAX / centroids.size()))
                .put("the_right_one_is_nearest", (double) nearest / asked.size());
        shares(out.putObject("honest"), centroids, asked, 0);
        shares(out.putObject("with_hostile_copies").put("copies_of_each", copies), centroids, asked, copies);
        return out;
    }

    private static int nearest(List<Centroid> centroids, float[] vector) {
        int nearest = 0;
        for (int c = 1; c < centroids.size(); c++) {
            if (centroids.get(c).nearness(vector) > centroids.get(nearest).nearness(vector)) nearest = c;
        }
        return nearest;
    }

    // Copies come before what they copy: of equals the earlier one is asked.
    private static void shares(ObjectNode out, List<Centroid> centroids, List<Question> asked, int copies) {
        List<Candidate> all = new ArrayList<>();
        for (int copy = copies; copy >= 0; copy--) {
            for (int c = 0; c < centroids.size(); c++) {
                all.add(new Candidate(name(c, copy), false, centroids.get(c)));
            }
        }
        Shortlist shortlist = new Shortlist();
        int early = Math.min(EARLY * centroids.size(), asked.size() / 2), earlyRight = 0, right = 0;
        for (int i = 0; i < asked.size(); i++) {
            ContentId honest = name(asked.get(i).corpus, 0);
            List<ContentId> chosen = shortlist.about(asked.get(i).vector, all);
            shortlist.heard(chosen, List.of(honest));
            if (!chosen.contains(honest)) continue;
            if (i < early) earlyRight++;
            else
                right++;
        }
        out.put("first_questions", early).put("asked_at_first", (double) earlyRight / early)
                .put("asked_later", (double) right / (asked.size() - early));
    }

    private static ContentId name(int corpus, int copy) {
        return ContentId.ofContent(new byte[]{(byte) corpus, (byte) copy});
    }
}
