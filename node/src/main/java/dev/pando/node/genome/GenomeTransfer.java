package dev.pando.node.genome;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeCheck;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.engine.learn.PeftAdapter;
import dev.pando.engine.weights.ModelFile;
import dev.pando.node.encode.Encoder;
import dev.pando.node.genome.GenomeShelf.Shelved;
import dev.pando.node.identity.NodeKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/// Genomes to and from folders: as PEFT's files, with the card beside them if there is one.
public final class GenomeTransfer {

    private static final String CARD = "card";

    private GenomeTransfer() {}

    /// Copies a genome to a folder.
    public static void exportTo(Shelved shelved, Path out) throws IOException {
        GenomeShelf.unpack(GenomeShelf.pack(shelved.folder()), out);
        Files.write(out.resolve(CARD), shelved.card().wire());
    }

    /// Takes an adapter from a folder. One without a card gets one of ours, which says that it was imported; its author
    /// is whoever answers for it here, not whoever trained it.
    ///
    /// @param model   the base that it must fit
    /// @param topic   in words, by which it is found where it has no card
    /// @param encoder of those words
    /// @throws GenomeException if it must not be used, in one line
    public static Shelved importFrom(Path folder, GenomeShelf shelf, Path model, String topic, Encoder encoder,
            NodeKey key, long nowMs) throws IOException {
        GenomeCheck check = GenomeCheck.of(folder);
        String base = Hashes.of(model);
        if (!check.adapter().baseHash().isEmpty()) check.fits(base);
        try (ModelFile file = ModelFile.open(model)) {
            PeftAdapter.read(folder, file);
        }
        byte[] body = GenomeShelf.pack(folder);
        Path card = folder.resolve(CARD);
        if (Files.exists(card)) return shelf.put(read(card, base), body, false);
        return shelf.put(signed(card(check.adapter(), base, body, Centroid.of(encoder, List.of(topic))), topic, key,
                nowMs), body, false);
    }

    private static Artifact read(Path card, String base) throws IOException {
        if (Files.size(card) > Artifact.BYTES_MAX) throw new GenomeException(card + ": longer than a card can be");
        try {
            Artifact artifact = Artifact.read(Files.readAllBytes(card));
            if (!(artifact.body().payload() instanceof Payload.Genome genome)) {
                throw new GenomeException(card + ": no card of a genome");
            }
            String its = HexFormat.of().formatHex(genome.base());
            if (!its.equals(base)) throw new GenomeException(card + ": made for the base " + its + ", not " + base);
            return artifact;
        } catch (ArtifactException e) {
            throw new GenomeException(card + ": " + e.getMessage(), e);
        }
    }

    private static Payload.Genome card(PeftFolder adapter, String base, byte[] body, Centroid centroid) {
        byte[] unknown = new byte[Payload.Genome.HASH_BYTES];
        return new Payload.Genome(HexFormat.of().parseHex(base), Hashes.sha256().digest(body), body.length,
                adapter.rank(), 0, 0, "Imported from a folder; how it was trained is not known here.", unknown, unknown,
                0, "", centroid.elements());
    }

    private static Artifact signed(Payload.Genome card, String topic, NodeKey key, long nowMs) {
        AuthorKey author = new AuthorKey(HexFormat.of().parseHex(key.publicHex()));
        return Artifact.sign(new Artifact.Body(author, List.of(), 1, topic, 0, nowMs, Artifact.Lane.ATTRIBUTED, card),
                key::sign);
    }
}
