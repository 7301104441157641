package dev.pando.node.genome;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.ContentId;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.learn.FineTune;
import dev.pando.engine.learn.Lora;
import dev.pando.engine.learn.LossCurve;
import dev.pando.engine.learn.Receipt;
import dev.pando.engine.learn.TrainingRun;
import dev.pando.engine.model.Site;
import dev.pando.node.encode.Encoder;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a genome of this node: trains an adapter and signs what came out, or makes the same one again to see whether it is
/// the same.
///
/// @param model the base
/// @param data  text or conversations; they stay here
/// @param topic what it is about
/// @param steps of training
/// @param rank  of the adapter
/// @param length tokens of a sequence
/// @param batch sequences of a step
/// @param rate  highest learning rate
/// @param seed  of everything that is drawn
public record GenomeMaking(Path model, Path data, String topic, int steps, int rank, int length, int batch, float rate,
        long seed) {

    /// @throws GenomeException if the topic is empty or too long
    public GenomeMaking {
        if (topic.isBlank() || topic.length() > Artifact.DOMAIN_MAX) {
            throw new GenomeException("topic: " + topic.length() + " characters, 1 to " + Artifact.DOMAIN_MAX);
        }
    }

    // Of a text, that tell what it is about.
    private static final int PASSAGES = 64;

    // As TrainingSettings writes them.
    private static final Pattern SETTINGS = Pattern
            .compile("length (\\d{1,7}), batch (\\d{1,5}) by .*peak=([0-9.E-]{1,20}),.*, seed (-?\\d{1,19})");

    /// How a genome was made, by its receipt.
    ///
    /// @param data the text, which the receipt knows by its hash only
    /// @throws GenomeException if its receipt does not say
    public static GenomeMaking by(Payload.Genome card, String topic, Path model, Path data) {
        Matcher said = SETTINGS.matcher(card.settings());
        if (!said.matches()) throw new GenomeException("the receipt does not say how it was trained");
        return new GenomeMaking(model, data, topic, card.steps(), card.rank(), Integer.parseInt(said.group(1)),
                Integer.parseInt(said.group(2)), Float.parseFloat(said.group(3)), Long.parseLong(said.group(4)));
    }

    /// Trains, or goes on training, in a folder of the data directory.
    ///
    /// @return what came out; empty if somebody stopped it, and the same call goes on
    public Optional<Made> train(Path dataDir, FineTune.Surroundings around) throws IOException {
        Path out = dataDir.resolve("genomes-in-training")
                .resolve(HexFormat.of().formatHex(Hashes.sha256().digest(toString().getBytes(
                        StandardCharsets.UTF_8)), 0, 8));
        TrainingRun.Outcome outcome = fineTune(out).run(around);
        return outcome.finished() ? Optional.of(new Made(this, out, outcome)) : Optional.empty();
    }

    private FineTune fineTune(Path out) {
        var lora = new Lora.Settings(rank, 2f * rank, false, EnumSet.allOf(Site.class));
        return new FineTune(model, data, out, lora, steps, length, batch, rate, seed);
    }

    /// What training left behind.
    ///
    /// @param making  how it was made
    /// @param folder  the adapter, in PEFT's files
    /// @param outcome receipt and losses
    public record Made(GenomeMaking making, Path folder, TrainingRun.Outcome outcome) {

        /// Signs it and puts it on the shelf.
        ///
        /// @param parents genomes that it builds on
        /// @param encoder tells what the text is about
        public Shelved shelve(GenomeShelf shelf, NodeKey key, List<Artifact> parents, Encoder encoder, long nowMs)
                throws IOException {
            GenomeCheck.of(folder);
            byte[] body = GenomeShelf.pack(folder);
            Payload.Genome card = card(body, Centroid.of(encoder, making.fineTune(folder).passages(PASSAGES)));
            Shelved shelved = shelf.put(sign(key, card, parents, nowMs), body, true);
            Path plot = folder.resolve(GenomeShelf.PLOT);
            if (Files.exists(plot)) {
                Files.copy(plot, shelved.folder().resolve(GenomeShelf.PLOT), StandardCopyOption.REPLACE_EXISTING);
            }
            return shelved;
        }

        private Artifact sign(NodeKey key, Payload.Genome card, List<Artifact> parents, long nowMs) {
            AuthorKey author = new AuthorKey(HexFormat.of().parseHex(key.publicHex()));
            TreeSet<ContentId> names = new TreeSet<>();
            int generation = 1;
            for (Artifact parent : parents) {
                names.add(parent.id());
                generation = Math.max(generation, 1 + parent.body().generation());
            }
            double confidence = Math.clamp(card.before() - card.after(), 0, 1);
            var said = new Artifact.Body(author, new ArrayList<>(names), generation, making.topic, confidence, nowMs,
                    Artifact.Lane.ATTRIBUTED, card);
            return Artifact.sign(said, key::sign);
        }

        private Payload.Genome card(byte[] body, Centroid centroid) {
            Receipt receipt = outcome.receipt();
            LossCurve curve = outcome.curve();
            float[] measured = curve.heldOutLoss();
            double before = measured.length > 0 ? measured[0] : 0;
            double after = measured.length > 0 ? measured[measured.length - 1] : 0;
            HexFormat hex = HexFormat.of();
            return new Payload.Genome(hex.parseHex(receipt.base()), Hashes.sha256().digest(body), body.length,
                    making.rank, before, after, statement(), hex.parseHex(receipt.data()),
                    hex.parseHex(receipt.weights()), receipt.steps(), receipt.settings(), centroid.elements());
        }

        // Names and counts, never words of the text itself.
        private String statement() {
            return "Trained on the author's own text about \"" + making.topic + "\", seed " + making.seed
                    + "; the text stays with the author.";
        }
    }

    /// Trains once more from the beginning and compares with what a card says.
    ///
    /// @return whether it is the same to the bit
    public boolean again(Payload.Genome card, FineTune.Surroundings around) throws IOException {
        Path out = Files.createTempDirectory("pando-genome");
        try {
            TrainingRun.Outcome outcome = fineTune(out).run(around);
            Receipt receipt = outcome.receipt();
            HexFormat hex = HexFormat.of();
            expect("base", hex.formatHex(card.base()), receipt.base());
            expect("data", hex.formatHex(card.data()), receipt.data());
            expect("settings", card.settings(), receipt.settings());
            expect("steps", String.valueOf(card.steps()), String.valueOf(receipt.steps()));
            return outcome.finished() && hex.formatHex(card.weights()).equals(receipt.weights());
        } finally {
            clear(out);
        }
    }

    private static void expect(String what, String said, String here) {
        if (!said.equals(here)) throw new GenomeException(what + ": the receipt says " + said + ", here it is " + here);
    }

    private static void clear(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
