package dev.pando.node.genome;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.Payload;
import dev.pando.engine.corpus.Hashes;
import dev.pando.engine.genome.GenomeException;
import dev.pando.engine.genome.PeftFolder;
import dev.pando.engine.learn.PeftConfig;
import dev.pando.engine.weights.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The genomes of a node, each in a folder of its own under the name of its card: the card as it was signed, and the adapter
/// in PEFT's files.
///
/// A body travels as one piece, whose SHA-256 the card signs:
/// ```
/// ┌───────────────────────┬─────────────────────┬───────────────────────────┐
/// │ bytes of the next u32 │ adapter_config.json │ adapter_model.safetensors │
/// │ big-endian            │                     │                           │
/// └───────────────────────┴─────────────────────┴───────────────────────────┘
/// ```
public final class GenomeShelf {

    /// Bytes of a body at most; an adapter of rank 64 for 7 B parameters has 160 MB.
    public static final long BODY_BYTES_MAX = 512L << 20;
    /// Genomes of one node.
    public static final int GENOMES_MAX = 1_024;
    /// Bytes of genomes that others made, where nothing else is said; beyond it those go that were not used for longest.
    public static final long OTHERS_BYTES_MAX = 4L << 30;

    /// The picture of how the loss fell, beside an adapter that was trained here; it does not travel.
    public static final String PLOT = "loss.svg";

    private static final String CARD = "card", OWN = "own", FOLDER = "genomes";
    private static final int CONFIG_BYTES_MAX = 4 << 20;

    private final Path folder;
    private final long othersBytesMax;

    /// @param dataDir the node's data directory
    public GenomeShelf(Path dataDir) {
        this(dataDir, OTHERS_BYTES_MAX);
    }

    /// @param othersBytesMax bytes of genomes that others made; the node's own do not count
    public GenomeShelf(Path dataDir, long othersBytesMax) {
        folder = dataDir.resolve(FOLDER);
        this.othersBytesMax = othersBytesMax;
    }

    /// One genome.
    ///
    /// @param card   as its author signed it
    /// @param folder holds the adapter
    /// @param own    whether this node made it
    public record Shelved(Artifact card, Path folder, boolean own) {

        /// What the card says.
        public Payload.Genome genome() {
            return (Payload.Genome) card.body().payload();
        }
    }

    /// All of them, by topic.
    ///
    /// @throws UncheckedIOException if the folder cannot be read
    public List<Shelved> list() {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> folders = Files.list(folder)) {
            List<Shelved> all = new ArrayList<>();
            for (Path one : folders.sorted().toList()) shelved(one).ifPresent(all::add);
            all.sort(Comparator.comparing((Shelved s) -> s.card.body().domain()).thenComparing(s -> s.card.id()));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Shelved> shelved(Path one) throws IOException {
        Path card = one.resolve(CARD);
        if (!Files.isRegularFile(card)) return Optional.empty();
        try {
            Artifact artifact = Artifact.read(Files.readAllBytes(card));
            boolean genome = artifact.body().payload() instanceof Payload.Genome;
            return genome ? Optional.of(new Shelved(artifact, one, Files.exists(one.resolve(OWN)))) : Optional.empty();
        } catch (ArtifactException e) {
            return Optional.empty(); // somebody else's folder, or damaged: not listed, not served
        }
    }

    /// The genome whose name, or whose topic, this is; the beginning of a name will do.
    ///
    /// @throws GenomeException if there is none, or more than one
    public Shelved find(String nameOrTopic) {
        List<Shelved> found = list().stream().filter(s -> s.card.id().toString().startsWith(nameOrTopic)
                || s.card.body().domain().equals(nameOrTopic)).toList();
        if (found.size() == 1) return found.getFirst();
        throw new GenomeException(nameOrTopic + ": " + (found.isEmpty()
                ? "there is no such genome"
                : found.size() + " genomes are called so"));
    }

    /// Puts an adapter beside its card; whole or not at all. For one of others, those of others leave that were not used for
    /// longest, until there is room.
    ///
    /// @throws GenomeException if the body is not what the card signs, there is no room for one so large, or the shelf is
    ///                         full of the node's own
    public Shelved put(Artifact card, byte[] body, boolean own) throws IOException {
        Payload.Genome genome = (Payload.Genome) card.body().payload();
        if (!Arrays.equals(Hashes.sha256().digest(body), genome.body())) {
            throw new GenomeException(card.id() + ": the body is not the one that its card signs");
        }
        Path place = folder.resolve(card.id().toString());
        if (!own) makeRoom(card, body.length);
        if (!Files.exists(place) && list().size() >= GENOMES_MAX) {
            throw new GenomeException("the shelf holds " + GENOMES_MAX + " genomes, the most");
        }
        unpack(body, place);
        if (own) Files.write(place.resolve(OWN), new byte[0]);
        AtomicFile.write(place.resolve(CARD), out -> out.write(card.wire())); // last: without it nothing is there
        return new Shelved(card, place, own);
    }

    private void makeRoom(Artifact card, long bytes) throws IOException {
        if (bytes > othersBytesMax) {
            throw new GenomeException(card.id() + ": " + bytes + " bytes, limit of all genomes of others "
                    + othersBytesMax);
        }
        List<Shelved> all = list();
        List<Shelved> others = new ArrayList<>(
                all.stream().filter(s -> !s.own && !s.card.id().equals(card.id())).toList());
        others.sort(Comparator.comparing(GenomeShelf::usedMs));
        long room = othersBytesMax - bytes, taken = others.stream().mapToLong(s -> s.genome().bytes()).sum();
        int count = all.size();
        for (Shelved oldest : others) {
            if (taken <= room && count < GENOMES_MAX) return;
            remove(oldest);
            taken -= oldest.genome().bytes();
            count--;
        }
    }

    private static long usedMs(Shelved shelved) {
        try {
            return Files.getLastModifiedTime(shelved.folder.resolve(CARD)).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A genome had a say in an answer, which is what keeps it here.
    static void used(Shelved shelved, long nowMs) throws IOException {
        Files.setLastModifiedTime(shelved.folder.resolve(CARD), FileTime.fromMillis(nowMs));
    }

    /// Takes a genome away.
    public void remove(Shelved shelved) throws IOException {
        Files.deleteIfExists(shelved.folder.resolve(CARD));
        try (Stream<Path> files = Files.list(shelved.folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(shelved.folder);
    }

    /// The two files of a PEFT folder as one piece.
    ///
    /// @throws GenomeException if it is over the limit
    public static byte[] pack(Path peft) throws IOException {
        long bytes = Files.size(peft.resolve(PeftFolder.WEIGHTS));
        if (bytes > BODY_BYTES_MAX) throw new GenomeException(peft + ": " + bytes + " bytes, limit " + BODY_BYTES_MAX);
        byte[] config = Files.readAllBytes(peft.resolve(PeftConfig.FILE));
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) bytes + config.length + Integer.BYTES);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(config.length).array());
        out.writeBytes(config);
        out.writeBytes(Files.readAllBytes(peft.resolve(PeftFolder.WEIGHTS)));
        return out.toByteArray();
    }

    /// The other way round.
    ///
    /// @throws GenomeException if it is no such piece
    public static void unpack(byte[] body, Path peft) throws IOException {
        int config = body.length < Integer.BYTES ? -1 : ByteBuffer.wrap(body).getInt();
        if (config < 2 || config > CONFIG_BYTES_MAX || config > body.length - Integer.BYTES) {
            throw new GenomeException("a body of " + body.length + " bytes with a configuration of " + config);
        }
        Files.createDirectories(peft);
        int weights = Integer.BYTES + config;
        AtomicFile.write(peft.resolve(PeftConfig.FILE), out -> out.write(body, Integer.BYTES, config));
        AtomicFile.write(peft.resolve(PeftFolder.WEIGHTS), out -> out.write(body, weights, body.length - weights));
    }
}
