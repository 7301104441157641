package dev.pando.node.collective;

import dev.pando.engine.artifact.Artifact;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.engine.artifact.Payload.TracePayload;
import dev.pando.engine.grid.Grid;
import dev.pando.engine.grid.Trace;
import dev.pando.node.merge.Fold;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// The grid as people see it: one pixel a cell, in one of three layers.
public final class GridPicture {

    /// What is shown of a cell.
    public enum Layer {
        /// How often it was written.
        ACTIVATION,
        /// How large its numbers are, after all authors were weighed.
        CONFIDENCE,
        /// Who wrote most of it; each author has a colour.
        PROVENANCE
    }

    private static final int[] GROUND = {16, 18, 24};

    private GridPicture() {}

    /// A PNG of 256 × 256 pixels.
    public static byte[] png(Fold fold, Layer layer) {
        byte[] pixels = new byte[Grid.CELLS * 3];
        synchronized (fold) {
            Map<Integer, AuthorKey> owners = layer == Layer.PROVENANCE ? owners(fold) : Map.of();
            for (int cell = 0; cell < Grid.CELLS; cell++) {
                int[] colour = colour(fold.grid(), cell, layer, owners);
                for (int i = 0; i < 3; i++) pixels[3 * cell + i] = (byte) colour[i];
            }
        }
        return encode(pixels);
    }

    private static int[] colour(Grid grid, int cell, Layer layer, Map<Integer, AuthorKey> owners) {
        int sum = 0;
        for (int q = 0; q < Grid.SHARED_CHANNELS; q++) sum += Math.abs(grid.value(cell, q));
        if (sum == 0) return GROUND;
        return switch (layer) {
            case ACTIVATION -> shade(Math.abs(grid.value(cell, 0)) / (double) Grid.VALUE_MAX, 255, 176, 64);
            case CONFIDENCE -> shade(Math.min(1, sum / 40.0), 96, 208, 160);
            case PROVENANCE -> author(owners.get(cell));
        };
    }

    private static int[] shade(double part, int red, int green, int blue) {
        double light = 0.25 + 0.75 * part;
        return new int[]{(int) (light * red), (int) (light * green), (int) (light * blue)};
    }

    // This node's own unpublished notes belong to no artifact: white.
    private static int[] author(AuthorKey author) {
        if (author == null) return new int[]{240, 240, 240};
        int hue = Byte.toUnsignedInt(author.bytes()[0]) * 6;
        int rising = hue % 256, sector = hue / 256;
        int[] wheel = {255, rising, 40, 255 - rising, 255, 40, 40, 255, rising, 40, 255 - rising, 255, rising, 40, 255, 255, 40, 255 - rising};
        return new int[]{wheel[3 * sector], wheel[3 * sector + 1], wheel[3 * sector + 2]};
    }

    private static Map<Integer, AuthorKey> owners(Fold fold) {
        Map<Integer, Map<AuthorKey, Integer>> written = new HashMap<>();
        for (Artifact artifact : fold.countedTraces()) {
            if (!(artifact.body().payload() instanceof TracePayload(Trace trace))) continue;
            for (Trace.Cell cell : trace.cells()) {
                written.computeIfAbsent(cell.address(), c -> new HashMap<>()).merge(artifact.body().author(), 1, Integer::sum);
            }
        }
        Map<Integer, AuthorKey> owners = new HashMap<>();
        written.forEach((cell, by) -> owners.put(cell, by.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey()));
        return owners;
    }

    // PNG (ISO 15948): signature, header, one block of deflated rows with filter 0, end.
    private static byte[] encode(byte[] pixels) {
        try {
            ByteArrayOutputStream rows = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflated = new DeflaterOutputStream(rows)) {
                for (int row = 0; row < Grid.SIZE; row++) {
                    deflated.write(0);
                    deflated.write(pixels, row * Grid.SIZE * 3, Grid.SIZE * 3);
                }
            }
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(Grid.SIZE);
            fields.writeInt(Grid.SIZE);
            fields.write(new byte[]{8, 2, 0, 0, 0}); // 8 bits, RGB
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            png.write(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
            chunk(png, "IHDR", header.toByteArray());
            chunk(png, "IDAT", rows.toByteArray());
            chunk(png, "IEND", new byte[0]);
            return png.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] data) throws IOException {
        DataOutputStream out = new DataOutputStream(png);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }
}
