package dev.pando.lab.genomes;

import dev.pando.engine.corpus.Hashes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;

/// A text cut into documents at blank lines, each as bytes, none of them twice.
///
/// @param name      the file's, without its ending
/// @param hash      SHA-256 of the file
/// @param documents in the order of the text
record Corpus(String name, String hash, List<byte[]> documents) {

    private static final int DOCUMENT_BYTES = 2_048; // about
    private static final int DOCUMENT_BYTES_MAX = 2 * DOCUMENT_BYTES;
    private static final int DOCUMENT_BYTES_MIN = 256; // what is shorter says too little
    private static final int DOCUMENTS_MIN = 16;
    private static final long FILE_BYTES_MAX = 256L << 20;
    private static final double MEASURED_SHARE = 0.15;

    /// Documents by what they are for; no document is for two things.
    ///
    /// @param base what the base learns from, with that of all other corpora
    /// @param node what the node of this corpus learns from
    /// @param tune what gates and strengths are decided on
    /// @param test what is reported
    record Split(List<byte[]> base, List<byte[]> node, List<byte[]> tune, List<byte[]> test) {}

    /// @throws IllegalArgumentException if it is no text, or too short to be split
    static Corpus read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) throw new IllegalArgumentException(file + ": there is no such file");
        if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IllegalArgumentException(file + ": " + Files.size(file) + " bytes, limit " + FILE_BYTES_MAX);
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) throw new IllegalArgumentException(file + ": byte " + i + " is NUL: binary, not text");
        }
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.[A-Za-z0-9]+$", "");
        Corpus corpus = new Corpus(name, Hashes.of(file), documents(bytes));
        if (corpus.documents.size() < DOCUMENTS_MIN) {
            throw new IllegalArgumentException(file + ": " + corpus.documents.size() + " documents of about "
                    + DOCUMENT_BYTES + " bytes, at least " + DOCUMENTS_MIN + " are needed");
        }
        return corpus;
    }

    // ISO 8859-1 keeps every byte as it is, whatever the text is encoded in.
    private static List<byte[]> documents(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "\n").replaceAll("\n{3,}", "\n\n");
        text = withoutBoilerplate(text);
        LinkedHashSet<String> documents = new LinkedHashSet<>();
        int from = 0;
        while (from < text.length()) {
            int to = end(text, from);
            String document = text.substring(from, to).strip();
            if (document.length() >= DOCUMENT_BYTES_MIN) documents.add(document);
            from = to;
        }
        return documents.stream().map(d -> d.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    // Project Gutenberg's licence is not what a book is about.
    private static String withoutBoilerplate(String text) {
        int start = text.indexOf("*** START OF"), end = text.indexOf("*** END OF");
        int from = start < 0 ? 0 : Math.max(0, text.indexOf('\n', start));
        return text.substring(from, end > from ? end : text.length());
    }

    private static int end(String text, int from) {
        if (text.length() - from <= DOCUMENT_BYTES) return text.length();
        int max = Math.min(text.length(), from + DOCUMENT_BYTES_MAX);
        int blank = text.indexOf("\n\n", from + DOCUMENT_BYTES);
        if (blank >= 0 && blank < max) return blank + 2;
        int line = text.lastIndexOf('\n', max - 1);
        return line >= from + DOCUMENT_BYTES ? line + 1 : max;
    }

    /// Divides the documents by chance.
    Split split(long seed, Scale scale) {
        List<byte[]> shuffled = new ArrayList<>(documents);
        SplittableRandom random = new SplittableRandom(seed * 31 + documents.size());
        for (int i = shuffled.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            byte[] moved = shuffled.set(i, shuffled.get(j));
            shuffled.set(j, moved);
        }
        int share = Math.max(3, (int) (MEASURED_SHARE * shuffled.size()));
        int test = Math.min(scale.testDocuments(), share), tune = Math.min(scale.tuneDocuments(), share);
        int left = shuffled.size() - test - tune, middle = test + tune + left / 2;
        return new Split(shuffled.subList(middle, shuffled.size()), shuffled.subList(test + tune, middle),
                measured(shuffled.subList(test, test + tune), scale.tuneBytes()),
                measured(shuffled.subList(0, test), scale.documentBytes()));
    }

    private static List<byte[]> measured(List<byte[]> documents, int bytes) {
        return documents.stream().map(d -> Arrays.copyOf(d, Math.min(bytes, d.length))).toList();
    }

    /// Characters of a document: bytes that do not continue one.
    static int characters(byte[] document) {
        int characters = 0;
        for (byte b : document) if ((b & 0xC0) != 0x80) characters++;
        return characters;
    }
}
