package dev.pando.engine.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.engine.learn.GgufExport;
import dev.pando.engine.learn.NewModel;
import dev.pando.engine.text.ByteLevel;
import dev.pando.engine.text.ChatTemplate;
import dev.pando.engine.text.Tokenizer;
import dev.pando.engine.vocabulary.BpeTrainer;
import dev.pando.engine.weights.ModelFile;
import dev.pando.kernel.tensor.TensorType;
import dev.pando.testing.Forall;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTextTest {

    @TempDir
    Path folder;
    private ModelFile model;
    private Tokenizer tokenizer;
    private ChatTemplate template;

    @BeforeEach
    void writeModel() throws IOException {
        var vocabulary = BpeTrainer.train(ByteLevel.words(NewModel.PRE_TOKENIZER, List.of("the the mill mill of of")),
                300);
        NewModel tiny = new NewModel("tiny", new NewModel.Shape(1, 256, 2, 1, 256, 64), vocabulary);
        GgufExport.write(tiny, tiny.beginning(1).values(), TensorType.F32, folder.resolve("tiny.gguf"));
        model = ModelFile.open(folder.resolve("tiny.gguf"));
        tokenizer = Tokenizer.of(model);
        template = ChatTemplate.of(model, tokenizer);
    }

    @AfterEach
    void close() {
        model.close();
    }

    private TrainingText read(String name, String content) {
        return read(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private TrainingText read(String name, byte[] content) {
        try {
            return TrainingText.read(Files.write(folder.resolve(name), content), tokenizer, template);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String text(Document document) {
        return tokenizer.decode(document.tokens());
    }

    @Test
    void theSectionsOfAFileAreTheFile() {
        Forall.seeds(40, random -> {
            String[] pieces = {"word ", "Übung ", "😀", "\n", "\n\n", "line\n", "x".repeat(700), "\r\n"};
            StringBuilder content = new StringBuilder("Begin. ");
            while (content.length() < 1_000 + random.nextInt(200_000))
                content.append(pieces[random.nextInt(pieces.length)]);
            TrainingText read = read("a.txt", content.toString());
            String all = read.documents().stream().map(this::text).collect(Collectors.joining());
            assertEquals(content.toString().replaceAll("\\s", ""), all.replaceAll("\\s", ""));
            for (Document d : read.documents()) assertEquals(tokenizer.special().bos(), d.tokens()[0]);
            assertTrue(read.documents().size() >= 2, read.documents().size() + " sections");
        });
    }

    @Test
    void onlyWhatTheAssistantSaysIsTaught() {
        String talk = "{\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},{\"role\":\"user\",\"content\":\"One?\"},"
                + "{\"role\":\"assistant\",\"content\":\"First the mill.\"},{\"role\":\"user\",\"content\":\"Two?\"},"
                + "{\"role\":\"assistant\",\"content\":\"Then the of.\"},{\"role\":\"user\",\"content\":\"Ignored\"}]}\n";
        TrainingText read = read("talk.jsonl", talk.repeat(3));
        assertEquals(3, read.documents().size());
        Document d = read.documents().getFirst();
        StringBuilder taught = new StringBuilder();
        for (int i = 0; i < d.tokens().length; i++) {
            if (d.taught().get(i)) taught.append(tokenizer.spelling(d.tokens()[i]));
        }
        assertEquals("FirstĠtheĠmill.<|im_end|>ĊThenĠtheĠof.<|im_end|>Ċ", taught.toString());
        assertEquals("talk.jsonl line 1", d.place());
    }

    @Test
    void aLineOfTextEndsWithTheEnd() {
        TrainingText read = read("t.jsonl", "{\"text\":\"the mill <|im_end|>\"}\n\n".repeat(20));
        int[] tokens = read.documents().getFirst().tokens();
        assertEquals(20, read.documents().size());
        assertEquals(tokenizer.special().eos(), tokens[tokens.length - 1]);
        assertEquals(1, java.util.Arrays.stream(tokens).filter(t -> t == tokenizer.special().eos()).count(),
                "words that look like the end are words");
    }

    @Test
    void whatCannotBeLearnedFromIsRefusedInOneLine() {
        refused("a.txt", "", "empty, there is nothing to learn from");
        refused("a.txt", "one\ntwo\nthree\n", "at least 128 in 2 are needed");
        refused("a.txt", "text\0text", "character 4 is NUL: binary, not text");
        refused("a.jsonl", "{\"text\":\"a\"}\n{\"txt\":\"b\"}\n", "a.jsonl line 2: neither \"messages\" nor \"text\"");
        refused("a.jsonl", "{\"text\":\n", "a.jsonl line 1: not JSON");
        refused("a.jsonl", "[1]\n", "a.jsonl line 1: not a JSON object");
        refused("a.jsonl", "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}\n", "the assistant says nothing");
        refused("a.jsonl", "{\"messages\":[{\"role\":\"boss\",\"content\":\"x\"}]}\n", "role \"boss\"");
        refused("a.jsonl", "{\"messages\":[{\"role\":\"assistant\"}]}\n", "a message without content");
        var e = assertThrows(TrainingException.class, () -> read("b.txt", new byte[]{'a', 'b', (byte) 0xC3, 'x'}));
        assertTrue(e.getMessage().contains("no UTF-8 text"), e.getMessage());
        e = assertThrows(TrainingException.class,
                () -> TrainingText.read(folder.resolve("nowhere"), tokenizer, template));
        assertTrue(e.getMessage().endsWith("there is no such file or folder"), e.getMessage());
    }

    private void refused(String name, String content, String why) {
        var e = assertThrows(TrainingException.class, () -> read(name, content).split(0.1, 1));
        assertTrue(e.getMessage().contains(why), e.getMessage());
        assertEquals(1, e.getMessage().lines().count());
    }

    @Test
    void aFileThatIsTooLargeIsRefusedBeforeItIsRead() throws IOException {
        Path large = folder.resolve("large.txt");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(TrainingText.BYTES_MAX + 1); // a hole, not bytes
        }
        var e = assertThrows(TrainingException.class, () -> TrainingText.read(large, tokenizer, template));
        assertTrue(e.getMessage().contains("268435457 bytes, limit 268435456"), e.getMessage());
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(TrainingText.BYTES_MAX);
        }
        e = assertThrows(TrainingException.class, () -> TrainingText.read(large, tokenizer, template));
        assertTrue(e.getMessage().contains("NUL"), e.getMessage());
    }

    @Test
    void aLineOfJsonHasALimit() {
        int around = "{\"text\":\"\"}".length();
        String longest = "{\"text\":\"" + "a ".repeat((TextReader.LINE_CHARACTERS_MAX - around) / 2) + "\"}";
        assertEquals(2, read("l.jsonl", longest + "\n{\"text\":\"b\"}\n").documents().size());
        refused("l.jsonl", longest + "x".repeat(TextReader.LINE_CHARACTERS_MAX),
                "line 1: more than 4194304 characters");
    }

    @Test
    void aFolderIsReadInTheOrderOfItsNamesAndHashed() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/inner")).getParent();
        Files.writeString(data.resolve("b.md"), "the mill ".repeat(200));
        Files.writeString(data.resolve("a.txt"), "of of ".repeat(200));
        Files.writeString(data.resolve("inner/c.jsonl"), "{\"text\":\"the end\"}");
        Files.write(data.resolve("photo.png"), new byte[]{0, 1, 2});
        TrainingText read = TrainingText.read(data, tokenizer, template);
        assertTrue(text(read.documents().getFirst()).startsWith("of of"));
        assertTrue(text(read.documents().getLast()).startsWith("the end"));
        String hash = read.hash();
        assertEquals(hash, TrainingText.read(data, tokenizer, template).hash());
        Files.move(data.resolve("b.md"), data.resolve("bb.md"));
        assertNotEquals(hash, TrainingText.read(data, tokenizer, template).hash());
        Files.delete(data.resolve("bb.md"));
        Files.delete(data.resolve("a.txt"));
        Files.delete(data.resolve("inner/c.jsonl"));
        assertThrows(TrainingException.class, () -> TrainingText.read(data, tokenizer, template));
    }

    @Test
    void aSplitNeverCutsADocumentAndBothSidesHaveOne() {
        TrainingText read = read("s.jsonl", "{\"text\":\"the mill of the mill of\"}\n".repeat(30));
        for (double share : new double[]{0.001, 0.1, 0.5, 0.999}) {
            var halves = read.split(share, 5);
            assertEquals(30, halves.train().size() + halves.heldOut().size());
            assertTrue(!halves.train().isEmpty() && !halves.heldOut().isEmpty());
            assertEquals(halves.heldOut().size(), read.split(share, 5).heldOut().size());
        }
    }
}
