package dev.pando.engine.weights;

import dev.pando.engine.check.ModelCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Fuzz target: the bytes of a safetensors file alone.
public final class SafetensorsFuzz {

    private SafetensorsFuzz() {}

    /// Loads and instruments classes before any input is timed.
    public static void fuzzerInitialize() throws IOException {
        for (byte[] seed : seeds()) fuzzerTestOneInput(seed);
    }

    /// Anything but a refusal is a finding.
    public static void fuzzerTestOneInput(byte[] data) throws IOException {
        Path file = Files.createTempFile("fuzz", ".safetensors");
        try {
            Files.write(file, data);
            try (ModelFile model = SafetensorsFolder.open(file)) {
                ReadAll.of(model);
            } catch (ModelFileException refused) {
                return;
            }
            ModelCheck.of(file);
        } finally {
            Files.delete(file);
        }
    }

    static List<byte[]> seeds() {
        return List.of(
                new SafetensorsBytes().tensor("model.norm.weight", new float[2], 2)
                        .tensor("lm_head.weight", new float[6], 3, 2).tensor("h", "BF16", new byte[4], 2)
                        .tensor("ids", "I64", new byte[8], 1).bytes(),
                SafetensorsBytes.file("{\"__metadata__\":{\"format\":\"pt\"},\"w\":{\"dtype\":\"F16\",\"shape\":[],"
                        + "\"data_offsets\":[0,2]}}  ", new byte[2]));
    }
}
