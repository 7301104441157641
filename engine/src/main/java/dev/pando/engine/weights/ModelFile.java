package dev.pando.engine.weights;

import dev.pando.kernel.Dequantise;
import dev.pando.kernel.tensor.Matrix;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// An open model: metadata, and tensors that stay in the file and are mapped, never copied.
///
/// Both formats speak one vocabulary, GGUF's: metadata keys such as `llama.block_count`, tensor names such as
/// `blk.0.attn_q.weight`. An open file has passed every check of its container; whether it *makes sense as a model*
/// is checked elsewhere. Everything may be read from any thread until [#close]. The files must not change meanwhile: what
/// is mapped is read when it is used.
public sealed interface ModelFile extends AutoCloseable permits GgufFile, SafetensorsFolder {

    /// Opens a GGUF file, a Hugging Face folder, or a single safetensors file, whatever `fileOrFolder` is.
    ///
    /// @throws ModelFileException if there is no such file, or it is neither, or broken, or over a limit of [ModelLimits]
    static ModelFile open(Path fileOrFolder) {
        if (Files.isDirectory(fileOrFolder)) return SafetensorsFolder.open(fileOrFolder);
        String name = String.valueOf(fileOrFolder.getFileName());
        if (name.endsWith(".safetensors")) return SafetensorsFolder.open(fileOrFolder);
        return GgufFile.open(fileOrFolder);
    }

    /// The file or folder it was opened from.
    Path path();

    /// What the file says about itself, under GGUF's keys in both formats.
    Metadata metadata();

    /// Names of all tensors that can be read, GGUF's in both formats.
    Set<String> tensorNames();

    /// Whether there is a tensor of this name.
    default boolean has(String name) {
        return tensorNames().contains(name);
    }

    /// Type and shape of a tensor.
    ///
    /// @throws ModelFileException if there is none of this name
    TensorInfo tensor(String name);

    /// A tensor as a matrix over the mapped file: the first dimension is the columns, all others together the rows.
    ///
    /// The bytes need not be aligned to the element (safetensors files may start anywhere).
    ///
    /// @throws ModelFileException if there is none of this name, or it must be altered on reading and is only a [#vector]
    Matrix matrix(String name);

    /// A one-dimensional tensor decoded to floats: norms, biases, `rope_freqs.weight`.
    ///
    /// Gemma's norms are given as `1 + w` in both formats.
    ///
    /// @throws ModelFileException if there is none of this name, it has another shape or is quantised
    float[] vector(String name);

    /// A tensor decoded to floats, matrices of any type too: (rows, columns), or a [#vector].
    ///
    /// @throws ModelFileException if there is none of this name
    default float[] floats(String name) {
        if (tensor(name).dimensions().size() < 2) return vector(name);
        Matrix matrix = matrix(name);
        float[] values = new float[Math.multiplyExact(matrix.rows(), matrix.columns())];
        for (int row = 0; row < matrix.rows(); row++) Dequantise.row(matrix, row, values, row * matrix.columns());
        return values;
    }

    /// How the rows of `attn_q` and `attn_k` are paired for RoPE.
    RopePairing ropePairing();

    /// A file that lies beside the weights of a Hugging Face model: `tokenizer.json`, `tokenizer.model`,
    /// `tokenizer_config.json`. GGUF files have everything inside: always empty.
    Optional<Path> companion(String fileName);

    /// Bytes of all mapped files.
    long bytes();

    /// Gives the mapped pages back to the system; those that are used again are read again. For whoever has looked at
    /// more than it goes on to need: a vocabulary, matrices that were repacked, layers of others.
    void unload();

    /// Unmaps; every matrix handed out is dead afterwards.
    @Override
    void close();
}
