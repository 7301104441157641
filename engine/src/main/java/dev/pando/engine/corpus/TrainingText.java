package dev.pando.engine.corpus;

import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// The door: documents from a file or a folder of `.txt`, `.md` and `.jsonl` files.
///
/// Plain text is cut into sections at blank lines, so that even one file can be split. A line of `.jsonl` is one document:
/// `{"messages": [{"role": …, "content": …}, …]}`, of which only what the assistant says is to be predicted, or
/// `{"text": …}`.
///
/// @param place     where it was read from, for messages
/// @param documents in the order of their files' names
/// @param hash      SHA-256 of names and bytes, in hexadecimal
public record TrainingText(String place, List<Document> documents, String hash) {

    /// Bytes of all files together. Their tokens are kept in memory, about as many bytes again.
    public static final long BYTES_MAX = 256L << 20;

    /// Files of one folder.
    public static final int FILES_MAX = 100_000;

    /// Fewer tokens than this teach nothing.
    public static final int TOKENS_MIN = 128;

    /// Copies the list.
    public TrainingText {
        documents = List.copyOf(documents);
    }

    /// What is learned from, and what is only measured on.
    ///
    /// @param train   learned from
    /// @param heldOut measured on
    public record Halves(List<Document> train, List<Document> heldOut) {

        /// Copies the lists.
        public Halves {
            train = List.copyOf(train);
            heldOut = List.copyOf(heldOut);
        }
    }

    /// Reads everything.
    ///
    /// @param template renders conversations as the model was trained to read them
    /// @throws TrainingException if there is nothing to read, it is no UTF-8 text, broken or over a limit
    public static TrainingText read(Path fileOrFolder, Tokenizer tokenizer, ChatTemplate template) {
        try {
            List<Path> files = files(fileOrFolder);
            checkSize(fileOrFolder, files);
            MessageDigest digest = Hashes.sha256();
            List<Document> documents = new ArrayList<>();
            for (Path file : files) {
                digest.update((fileOrFolder.relativize(file) + "\0").getBytes(StandardCharsets.UTF_8));
                try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                    documents.addAll(new TextReader(file, tokenizer, template).read(in));
                }
            }
            return new TrainingText(fileOrFolder.toString(), documents, HexFormat.of().formatHex(digest.digest()));
        } catch (IOException e) {
            throw new TrainingException(fileOrFolder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path path) throws IOException {
        if (!Files.exists(path)) throw new TrainingException(path + ": there is no such file or folder");
        if (!Files.isDirectory(path)) return List.of(path);
        try (Stream<Path> all = Files.walk(path)) {
            List<Path> files = all.filter(f -> Files.isRegularFile(f) && isText(f)).limit(FILES_MAX + 1L).sorted()
                    .toList();
            if (files.size() > FILES_MAX) throw new TrainingException(path + ": more than " + FILES_MAX + " files");
            if (files.isEmpty()) throw new TrainingException(path + ": no .txt, .md or .jsonl file in this folder");
            return files;
        }
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean text = name.endsWith(".txt") || name.endsWith(".md") || name.endsWith(".jsonl");
        return text && !name.startsWith(".");
    }

    private static void checkSize(Path path, List<Path> files) throws IOException {
        long bytes = 0;
        for (Path file : files) bytes += Files.size(file);
        if (bytes > BYTES_MAX) throw new TrainingException(path + ": " + bytes + " bytes, limit " + BYTES_MAX);
        if (bytes == 0) throw new TrainingException(path + ": empty, there is nothing to learn from");
    }

    private void checkEnough() {
        if (documents.size() < 2 || tokens() < TOKENS_MIN) {
            throw new TrainingException(place + ": " + tokens() + " tokens in " + documents.size()
                    + " documents, at least " + TOKENS_MIN + " in 2 are needed");
        }
    }

    /// Tokens of all documents.
    public long tokens() {
        return documents.stream().mapToLong(d -> d.tokens().length).sum();
    }

    /// Divides the documents by chance, never one of them in two.
    ///
    /// @param heldOutShare of the documents, above 0 and below 1; at least one goes to each side
    /// @throws TrainingException if there is too little to divide
    public Halves split(double heldOutShare, long seed) {
        checkEnough();
        int n = documents.size(), held = Math.clamp(Math.round(heldOutShare * n), 1, n - 1);
        int[] order = PackedText.shuffled(n, seed);
        boolean[] isHeld = new boolean[n];
        for (int i = 0; i < held; i++) isHeld[order[i]] = true;
        List<Document> train = new ArrayList<>(), heldOut = new ArrayList<>();
        for (int i = 0; i < n; i++) (isHeld[i] ? heldOut : train).add(documents.get(i));
        return new Halves(train, heldOut);
    }
}
