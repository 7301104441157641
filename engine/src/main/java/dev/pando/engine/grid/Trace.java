package dev.pando.engine.grid;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/// A sparse change of a grid: what one author adds to a few cells. 64 cells are 1 KiB.
///
/// ```
/// byte  0      2                              14      16
///       +------+------------------------------+-------+
///       | cell | 24 channels, 4 bits each      | meta  |   once for each cell, ascending, little-endian
///       +------+------------------------------+-------+
/// ```
/// A channel is a two's complement nibble, −7 to 7; the even channel is the low one. Private channels have no place here.
///
/// @param cells ascending by address, no address twice
public record Trace(List<Cell> cells) {

    /// Bytes of one cell.
    public static final int CELL_BYTES = 16;
    /// Cells of one trace, a sixteenth of the grid.
    public static final int CELLS_MAX = 4_096;

    private static final int CHANNELS_AT = 2;
    private static final int META_AT = 14;

    /// What is added to one cell.
    ///
    /// @param address  row · 256 + column
    /// @param channels 24 values from −7 to 7
    /// @param meta     16 bits for the carrier
    public record Cell(int address, byte[] channels, int meta) {

        /// @throws IllegalArgumentException if the address, a channel or the meta bits are out of range
        public Cell {
            if (address < 0 || address >= Grid.CELLS) throw new IllegalArgumentException("cell " + address);
            if (channels.length != Grid.SHARED_CHANNELS)
                throw new IllegalArgumentException(channels.length + " channels");
            if (meta < 0 || meta > 0xFFFF) throw new IllegalArgumentException("meta " + meta);
            channels = channels.clone();
            for (byte value : channels) {
                if (value < -Grid.VALUE_MAX || value > Grid.VALUE_MAX) {
                    throw new IllegalArgumentException("cell " + address + ": " + value + ", limit ±" + Grid.VALUE_MAX);
                }
            }
        }

        /// What [#channels] gives, without a copy.
        byte[] values() {
            return channels;
        }

        /// A copy of the 24 values.
        @Override
        public byte[] channels() {
            return channels.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Cell c && c.address == address && c.meta == meta
                    && Arrays.equals(c.channels, channels);
        }

        @Override
        public int hashCode() {
            return 31 * address + Arrays.hashCode(channels);
        }
    }

    /// @throws IllegalArgumentException if there are too many cells, or they are not ascending
    public Trace {
        cells = List.copyOf(cells);
        if (cells.size() > CELLS_MAX) throw new IllegalArgumentException(cells.size() + " cells, limit " + CELLS_MAX);
        for (int i = 1; i < cells.size(); i++) {
            if (cells.get(i).address <= cells.get(i - 1).address) {
                throw new IllegalArgumentException(
                        "cell " + i + ": address " + cells.get(i).address + " is not ascending");
            }
        }
    }

    /// The trace of associations `subject → object`: added up, then kept within ±7.
    ///
    /// On the 3 × 3 cells around the subject it leaves what the object is (what this points to); on those around the object,
    /// what the subject is (who points here).
    public static Trace of(List<Association> associations) {
        TreeMap<Integer, int[]> sums = new TreeMap<>();
        for (Association a : associations) {
            for (int cell : Grid.block(a.subject.cell())) {
                int[] sum = sums.computeIfAbsent(cell, c -> new int[Grid.SHARED_CHANNELS]);
                sum[Grid.ACTIVATION] += 1;
                for (int q = Grid.OUT_FROM; q < Grid.OUT_TO; q++)
                    sum[q] += a.weight * Wiring.sign(a.object.code(), cell, q);
            }
            for (int cell : Grid.block(a.object.cell())) {
                int[] sum = sums.computeIfAbsent(cell, c -> new int[Grid.SHARED_CHANNELS]);
                sum[Grid.ACTIVATION] += 1;
                for (int q = Grid.IN_FROM; q < Grid.IN_TO; q++)
                    sum[q] += a.weight * Wiring.sign(a.subject.code(), cell, q);
            }
        }
        return new Trace(sums.entrySet().stream().map(e -> new Cell(e.getKey(), clip(e.getValue()), 0)).toList());
    }

    /// That a subject points to an object.
    ///
    /// @param subject where it starts
    /// @param object  where it leads
    /// @param weight  1 to 7
    public record Association(Term subject, Term object, int weight) {

        /// @throws IllegalArgumentException if the weight is out of range
        public Association {
            if (weight < 1 || weight > Grid.VALUE_MAX) throw new IllegalArgumentException("weight " + weight);
        }
    }

    /// How alike two traces are: the cosine of all their numbers, −1 to 1; 0 if one is empty.
    public float likeness(Trace other) {
        long product = 0, square = 0, otherSquare = 0;
        TreeMap<Integer, Cell> here = new TreeMap<>();
        for (Cell cell : cells) {
            here.put(cell.address, cell);
            for (byte value : cell.channels) square += value * value;
        }
        for (Cell cell : other.cells) {
            Cell mine = here.get(cell.address);
            for (int q = 0; q < Grid.SHARED_CHANNELS; q++) {
                otherSquare += cell.channels[q] * cell.channels[q];
                if (mine != null) product += mine.channels[q] * cell.channels[q];
            }
        }
        return square == 0 || otherSquare == 0 ? 0 : (float) (product / Math.sqrt((double) square * otherSquare));
    }

    private static byte[] clip(int[] values) {
        byte[] clipped = new byte[values.length];
        for (int i = 0; i < values.length; i++)
            clipped[i] = (byte) Math.clamp(values[i], -Grid.VALUE_MAX, Grid.VALUE_MAX);
        return clipped;
    }

    /// Its bytes.
    public byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(cells.size() * CELL_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Cell cell : cells) {
            out.putShort((short) cell.address);
            for (int q = 0; q < Grid.SHARED_CHANNELS; q += 2) {
                out.put((byte) (cell.channels[q] & 0xF | cell.channels[q + 1] << 4));
            }
            out.putShort((short) cell.meta);
        }
        return out.array();
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws IllegalArgumentException if the length is no number of cells or over the limit, or a cell makes no sense
    public static Trace decode(byte[] bytes) {
        if (bytes.length % CELL_BYTES != 0 || bytes.length > CELLS_MAX * CELL_BYTES) {
            throw new IllegalArgumentException(
                    "trace of " + bytes.length + " bytes, cells of " + CELL_BYTES + ", at most "
                            + CELLS_MAX);
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        Cell[] cells = new Cell[bytes.length / CELL_BYTES];
        for (int i = 0; i < cells.length; i++) {
            int at = i * CELL_BYTES;
            byte[] channels = new byte[Grid.SHARED_CHANNELS];
            for (int q = 0; q < channels.length; q++) {
                int nibble = in.get(at + CHANNELS_AT + q / 2) >>> (q % 2 * 4) & 0xF;
                channels[q] = (byte) (nibble << 28 >> 28);
            }
            cells[i] = new Cell(Short.toUnsignedInt(in.getShort(at)), channels,
                    Short.toUnsignedInt(in.getShort(at + META_AT)));
        }
        return new Trace(List.of(cells));
    }
}
