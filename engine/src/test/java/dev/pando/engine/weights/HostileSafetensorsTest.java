package dev.pando.engine.weights;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.testing.Forall;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Safetensors headers that should be refused, and those near by that should not.
class HostileSafetensorsTest {

    private static final String W = "\"w\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]}";

    @TempDir
    Path folder;

    private ModelFile open(byte[] bytes) {
        return ModelFile.open(GgufBytes.write(folder.resolve("w.safetensors"), bytes));
    }

    private ModelFile open(String header, int dataBytes) {
        return open(SafetensorsBytes.file(header, new byte[dataBytes]));
    }

    private static String entry(String dtype, String shape, String offsets) {
        return "{\"w\":{\"dtype\":" + dtype + ",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }

    @Test
    void headersWithinTheFormatOpen() {
        for (String header : new String[]{"{" + W + "}", "{" + W + "}   ", "{\"__metadata__\":{\"format\":\"pt\"}," + W
                + "}", "{" + W + ",\"none\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[16,16]}}"}) {
            try (ModelFile file = open(header, 16)) {
                assertEquals("[w]", file.tensorNames().toString());
                assertEquals(2, file.matrix("w").rows());
            }
        }
    }

    @Test
    void aTensorNameIsNeverAPath() {
        for (String name : new String[]{"../../etc/passwd", ""}) {
            try (ModelFile file = open(new SafetensorsBytes().tensor(name, new float[4], 2, 2).bytes())) {
                assertEquals(name, file.matrix(name).name());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> isRefused() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("[1,2]", "must begin with {");
        headers.put(" {" + W + "}", "must begin with {");
        headers.put("", "must begin with {");
        headers.put("{" + W, "JSON at line 1");
        headers.put("{" + W + "} x", "JSON at line 1");
        headers.put("{" + W + "}{}", "something follows");
        headers.put("{" + W + "," + W + "}", "Duplicate field 'w'");
        headers.put("{\"w\":1}", "VALUE_NUMBER_INT where START_OBJECT is needed");
        headers.put("{\"__metadata__\":{\"x\":{\"y\":\"z\"}}," + W + "}", "__metadata__: START_OBJECT");
        headers.put("{\"__metadata__\":[]," + W + "}", "__metadata__: START_ARRAY");
        headers.put("{\"w\":{\"shape\":[2,2],\"data_offsets\":[0,16]}}", "needs dtype, shape and data_offsets");
        headers.put("{\"w\":{\"dtype\":\"F32\",\"data_offsets\":[0,16]}}", "needs dtype, shape and data_offsets");
        headers.put("{\"w\":{\"dtype\":\"F32\",\"shape\":[2,2]}}", "needs dtype, shape and data_offsets");
        headers.put("{\"w\":{\"dtype\":\"F32\",\"colour\":1}}", "unknown field \"colour\"");
        headers.put(entry("\"F33\"", "[2,2]", "[0,16]"), "unknown dtype \"F33\"");
        headers.put(entry("32", "[2,2]", "[0,16]"), "VALUE_STRING is needed");
        headers.put(entry("\"F32\"", "[2,3]", "[0,16]"), "takes 24 bytes, data_offsets give 16");
        headers.put(entry("\"F32\"", "[-2,-2]", "[0,16]"), "-2 in shape");
        headers.put(entry("\"F32\"", "[9223372036854775808]", "[0,16]"), "9223372036854775808 in shape");
        headers.put(entry("\"F32\"", "[9223372036854775807,4]", "[0,16]"), "overflows");
        headers.put(entry("\"F32\"", "[4294967296,4294967296]", "[0,16]"), "overflows");
        headers.put(entry("\"F4\"", "[3]", "[0,1]"), "takes 1 bytes");
        headers.put(entry("\"F32\"", "\"2x2\"", "[0,16]"), "VALUE_STRING where START_ARRAY is needed");
        headers.put(entry("\"F32\"", "[1e308]", "[0,16]"), "shape holds 1e308");
        headers.put(entry("\"F32\"", "[2,[2]]", "[0,16]"), "shape holds [");
        headers.put(entry("\"F32\"", "[2,2]", "[16,0]"), "data_offsets 16 to 0");
        headers.put(entry("\"F32\"", "[2,8]", "[0,64]"), "16 bytes, the tensors take 64");
        headers.put(entry("\"F32\"", "[2,2]", "[-16,0]"), "-16 in data_offsets");
        headers.put(entry("\"F32\"", "[2,2]", "[0,8,16]"), "more than 2 numbers in data_offsets");
        headers.put(entry("\"F32\"", "[2,2]", "[0]"), "1 data_offsets");
        headers.put(entry("\"F32\"", "[1]", "[4,8]"), "begins at 4, the one before ends at 0");
        headers.put(entry("\"F32\"", "[1]", "[0,4]"), "16 bytes, the tensors take 4");
        headers.put("{" + W + "," + W.replace("w", "v") + "}", "begins at 0, the one before ends at 16");
        return headers.entrySet().stream().map(h -> DynamicTest.dynamicTest("header " + h.getKey(), () -> {
            var refusal = assertThrows(ModelFileException.class, () -> open(h.getKey(), 16).close());
            assertTrue(refusal.getMessage().contains(h.getValue()), refusal.getMessage());
            assertEquals(1, refusal.getMessage().lines().count());
        }));
    }

    @Test
    void aHeaderLongerThanTheFileIsRefused() {
        for (long length : new long[]{-1, Long.MIN_VALUE, Long.MAX_VALUE, 1000, 100_000_001}) {
            assertThrows(ModelFileException.class,
                    () -> open(GgufBytes.concat(GgufBytes.u64(length), new byte[20])).close());
        }
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() {
        byte[] utf16 = ("{" + W + "}").getBytes(StandardCharsets.UTF_16LE);
        byte[] bytes = GgufBytes.concat(GgufBytes.u64(utf16.length), utf16, new byte[16]);
        assertThrows(ModelFileException.class, () -> open(bytes).close());
        byte[] latin = SafetensorsBytes.file("{" + W + "}", new byte[16]);
        latin[10] = (byte) 0xff;
        assertThrows(ModelFileException.class, () -> open(latin).close());
    }

    @Test
    void aFileWithAnyByteChangedOpensOrIsRefused() {
        byte[] good = new SafetensorsBytes().tensor("model.norm.weight", new float[2], 2)
                .tensor("lm_head.weight", new float[6], 3, 2).tensor("ids", "I64", new byte[8], 1).bytes();
        Forall.seeds(3000, random -> {
            byte[] mutated = good.clone();
            for (int n = random.nextInt(1, 4); n > 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) mutated = Arrays.copyOf(mutated, random.nextInt(mutated.length));
            try (ModelFile file = open(mutated)) {
                ReadAll.of(file);
            } catch (ModelFileException refused) {
                assertEquals(1, refused.getMessage().lines().count());
            }
        });
    }
}
