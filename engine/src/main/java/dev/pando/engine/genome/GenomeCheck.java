package dev.pando.engine.genome;

import java.nio.file.Path;
import java.util.Map;

/// Whether an adapter may be used at all: its files are whole, its numbers finite, its ranks and lengths those of something
/// that was trained.
///
/// What it does to a text is not known from that; [Router] and a trial on held-out text see to it.
///
/// @param adapter  what was read
/// @param norm     the longest matrix, by Frobenius
/// @param spectral the largest singular value of a matrix
public record GenomeCheck(PeftFolder adapter, double norm, double spectral) {

    /// Ranks above this are no skill but a second model; published adapters have 4 to 256.
    public static final int RANK_MAX = 512;
    /// Frobenius norm of one ΔW; trained ones have 0.1 to 20.
    public static final double NORM_MAX = 200;
    /// Largest singular value of one ΔW: more than this drowns what the base does. Trained ones have 0.05 to 10.
    public static final double SPECTRAL_MAX = 50;

    /// Checks a folder.
    ///
    /// @throws GenomeException in one line, if it must not be used
    public static GenomeCheck of(Path folder) {
        PeftFolder adapter = PeftFolder.read(folder);
        return of(adapter);
    }

    /// Checks what was read.
    ///
    /// @throws GenomeException in one line, if it must not be used
    public static GenomeCheck of(PeftFolder adapter) {
        double norm = 0, spectral = 0;
        for (Map.Entry<String, Change> entry : adapter.changes().entrySet()) {
            Change change = entry.getValue();
            within(entry.getKey(), "rank", change.rank(), RANK_MAX);
            within(entry.getKey(), "rank", change.rank(), Math.min(change.outputs(), change.inputs()));
            double length = change.norm(), largest = 0;
            within(entry.getKey(), "norm", length, NORM_MAX);
            // No singular value is longer than all of them together.
            largest = length <= spectral ? length : Spectrum.of(change).norm();
            within(entry.getKey(), "largest singular value", largest, SPECTRAL_MAX);
            norm = Math.max(norm, length);
            spectral = Math.max(spectral, largest);
        }
        return new GenomeCheck(adapter, norm, spectral);
    }

    private static void within(String module, String what, double value, double max) {
        if (value <= max) return;
        throw new GenomeException(module + ": " + what + " " + number(value) + ", limit " + number(max));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /// Checks that it was made for this model.
    ///
    /// @param baseHash SHA-256 of the model
    /// @throws GenomeException if it says another, or none
    public GenomeCheck fits(String baseHash) {
        if (adapter.baseHash().equals(baseHash)) return this;
        throw new GenomeException(adapter.folder() + ": made for the base "
                + (adapter.baseHash().isEmpty() ? "that it does not name" : adapter.baseHash()) + ", this one is "
                + baseHash);
    }
}
