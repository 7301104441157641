package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// One good file, and everything that can be wrong with it.
class HostileGgufTest {

    @TempDir
    Path folder;

    /// Three tensors: `a` (8 × 4), `b` (32 × 1 in Q4_0), `c` (2).
    private static GgufBytes good() {
        GgufBytes bytes = new GgufBytes().text("general.architecture", "llama").whole("llama.block_count", 1);
        bytes.tensor("a", new float[32], 8, 4);
        bytes.tensor("b", 2, new byte[18], 32, 1);
        bytes.tensor("c", new float[2], 2);
        return bytes;
    }

    private ModelFile open(byte[] bytes) {
        return ModelFile.open(GgufBytes.write(folder.resolve("m.gguf"), bytes));
    }

    @Test
    void theGoodFileOpens() {
        try (ModelFile file = open(good().bytes())) {
            assertEquals(3, file.tensorNames().size());
        }
    }

    /// What is done to the good file → what the refusal must say.
    private static Map<String, Map.Entry<Consumer<GgufBytes>, String>> corruptions() {
        var all = new LinkedHashMap<String, Map.Entry<Consumer<GgufBytes>, String>>();
        add(all, "old magic", g -> g.magic = 0x67676d6c, "an old GGML file");
        add(all, "no magic", g -> g.magic = 0x04034b50, "begins with \"PK");
        add(all, "version 0", g -> g.version = 0, "version 0");
        add(all, "version 1", g -> g.version = 1, "version 1");
        add(all, "version 4", g -> g.version = 4, "version 4");
        add(all, "big-endian", g -> g.version = 3 << 24, "big-endian");
        add(all, "tensors 2^32", g -> g.tensorCount = 1L << 32, "4294967296 tensors, limit 65536");
        add(all, "tensors 2^63", g -> g.tensorCount = Long.MIN_VALUE, "9223372036854775808 tensors");
        add(all, "one tensor too many", g -> g.tensorCount = 4L, "tensor 3");
        add(all, "no tensors but data", g -> g.tensorCount = 0L, "bytes after the last tensor");
        add(all, "keys 2^32", g -> g.keyCount = 1L << 32, "4294967296 metadata keys, limit 4096");
        add(all, "key length 2^64-1", g -> g.rawKey(GgufBytes.u64(-1)), "18446744073709551615 bytes of key");
        add(all, "empty key", g -> g.whole("", 1), "an empty name");
        add(all, "NUL in key", g -> g.whole("a\0b", 1), "a control character");
        add(all, "malformed key",
                g -> g.rawKey(GgufBytes.concat(GgufBytes.string(new byte[]{'a', (byte) 0xff}), GgufBytes.u32(4))),
                "malformed UTF-8");
        add(all, "duplicate key", g -> g.whole("llama.block_count", 2), "\"llama.block_count\": appears twice");
        add(all, "value type 13", g -> g.rawKey(GgufBytes.concat(GgufBytes.string(GgufBytes.utf8("a")),
                GgufBytes.u32(13))), "value type 13");
        add(all, "text longer than the file", g -> g.key("a", ValueType.STRING, GgufBytes.u64(1 << 20)),
                "1048576 bytes at");
        add(all, "text of 2^63", g -> g.key("a", ValueType.STRING, GgufBytes.u64(Long.MIN_VALUE)),
                "9223372036854775808 bytes of text");
        add(all, "boolean 2", g -> g.key("a", ValueType.BOOL, new byte[]{2}), "a boolean is 2");
        add(all, "array longer than the file", g -> g.array("a", ValueType.UINT64, 1 << 20, new byte[8]),
                "8388608 bytes at");
        add(all, "array of 2^61", g -> g.array("a", ValueType.UINT64, 1L << 61, new byte[8]), "elements, limit");
        add(all, "text array longer than the file", g -> g.array("a", ValueType.STRING, 1 << 20, new byte[8]), "\"a\"");
        add(all, "array of arrays", g -> g.array("a", ValueType.ARRAY, 1, new byte[16]), "an array of arrays");
        add(all, "alignment 0", g -> g.whole("general.alignment", 0), "general.alignment: 0, a power of two");
        add(all, "alignment 3", g -> g.whole("general.alignment", 3), "general.alignment: 3, a power of two");
        add(all, "alignment in words", g -> g.text("general.alignment", "32"), "is no whole number");
        add(all, "no dimension", g -> g.tensor(0).dimensions = new long[0], "0 dimensions");
        add(all, "2^32-1 dimensions", g -> g.tensor(0).dimensionCount = -1, "4294967295 dimensions");
        add(all, "dimension 0", g -> g.tensor(0).dimensions = new long[]{8, 0}, "dimension 1 is 0");
        add(all, "dimension 2^63", g -> g.tensor(0).dimensions = new long[]{Long.MIN_VALUE, 4},
                "is dimension 0, limit");
        add(all, "product 2^64", g -> g.tensor(0).dimensions = new long[]{1 << 30, 1 << 20, 1 << 20, 2}, "rows, limit");
        add(all, "bytes over the file", g -> g.tensor(0).dimensions = new long[]{8, Integer.MAX_VALUE},
                "the file ends at");
        add(all, "type 9999", g -> g.tensor(0).type = 9999, "tensor type 9999 is not read");
        add(all, "type -1", g -> g.tensor(0).type = -1, "tensor type 4294967295 is not read");
        add(all, "a type that others read", g -> g.tensor(0).type = 23, "tensor type 23 (IQ4_XS) is not read");
        add(all, "half a block", g -> g.tensor(1).dimensions = new long[]{16, 2}, "Q4_0 has blocks of 32");
        add(all, "duplicate tensor", g -> g.tensor(1).name = GgufBytes.utf8("a"), "tensor 1 \"a\": appears twice");
        add(all, "misaligned", g -> g.tensor(1).offset += 4, "not a multiple of 32");
        add(all, "overlap", g -> g.tensor(2).offset -= 32, "the one before ends at");
        add(all, "gap", g -> g.tensor(2).offset += 32, "unowned bytes");
        add(all, "offset 2^64-32", g -> g.tensor(2).offset = -32, "is its offset, limit");
        add(all, "trailing", g -> g.afterData = new byte[100], "bytes after the last tensor, limit 31");
        add(all, "a part", g -> g.whole("split.count", 2), "one part of 2");
        return all;
    }

    private static void add(Map<String, Map.Entry<Consumer<GgufBytes>, String>> all, String name,
            Consumer<GgufBytes> change, String says) {
        all.put(name, Map.entry(change, says));
    }

    @TestFactory
    Stream<DynamicTest> isRefused() {
        return corruptions().entrySet().stream().map(c -> DynamicTest.dynamicTest(c.getKey(), () -> {
            GgufBytes bytes = good();
            c.getValue().getKey().accept(bytes);
            var refusal = assertThrows(ModelFileException.class, () -> open(bytes.bytes()).close());
            String says = c.getValue().getValue();
            assertTrue(refusal.getMessage().contains(says), refusal.getMessage());
            assertTrue(refusal.getMessage().startsWith("m.gguf: "), refusal.getMessage());
            assertEquals(1, refusal.getMessage().lines().count());
        }));
    }

    @Test
    void aFileCutAnywhereIsRefused() {
        byte[] bytes = good().bytes();
        // The last tensor has 8 bytes and 24 of padding; without the padding the file is whole.
        for (int length = 0; length < bytes.length - 24; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThrows(ModelFileException.class, () -> open(cut).close());
        }
    }

    @Test
    void aFileWithAnyByteChangedOpensOrIsRefused() {
        byte[] bytes = good().texts("tokenizer.ggml.tokens", java.util.List.of("x", "y")).bytes();
        Forall.seeds(3000, random -> {
            byte[] mutated = bytes.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                mutated[random.nextInt(mutated.length)] = random.nextInt(4) == 0
                        ? (byte) 0xff
                        : (byte) random.nextInt(256);
            }
            try (ModelFile file = open(mutated)) {
                ReadAll.of(file);
            } catch (ModelFileException refused) {
                assertEquals(1, refused.getMessage().lines().count());
            }
        });
    }

    @Test
    void whatIsNoOrdinaryFileIsRefused() throws Exception {
        assertThrows(ModelFileException.class, () -> ModelFile.open(folder.resolve("nothing.gguf")));
        assertThrows(ModelFileException.class, () -> ModelFile.open(Files.createDirectory(folder.resolve("d.gguf"))));
        assertThrows(ModelFileException.class, () -> ModelFile.open(Path.of("/dev/null")));
        assertThrows(ModelFileException.class, () -> open(new byte[0]));
    }
}
