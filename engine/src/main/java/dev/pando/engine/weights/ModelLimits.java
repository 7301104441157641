package dev.pando.engine.weights;

/// What a model file may ask of us. Each limit is far above every real file and far below what hurts a machine.
public final class ModelLimits {

    /// Key-value pairs in a GGUF file.
    public static final int METADATA_KEYS_MAX = 4_096;

    /// Bytes of a metadata key; the GGUF specification's own limit.
    public static final int KEY_BYTES_MAX = 65_535;

    /// Bytes of a metadata string (some files embed a whole `tokenizer.json`).
    public static final int STRING_BYTES_MAX = 64 << 20;

    /// Elements of a metadata array (the largest vocabularies have 262,144 tokens and twice as many merges).
    public static final int ARRAY_ELEMENTS_MAX = 1 << 22;

    /// Tensors in one file.
    public static final int TENSORS_MAX = 65_536;

    /// Bytes of a tensor's name in GGUF; the specification's own limit.
    public static final int GGUF_NAME_BYTES_MAX = 64;

    /// Dimensions of a tensor in GGUF.
    public static final int GGUF_DIMENSIONS_MAX = 4;

    /// One dimension, and the product of all but the first.
    public static final int DIMENSION_MAX = Integer.MAX_VALUE;

    /// `general.alignment`, a power of two.
    public static final int ALIGNMENT_MAX = 1 << 16;

    /// Bytes of a safetensors header; the format's own limit.
    public static final int SAFETENSORS_HEADER_BYTES_MAX = 100_000_000;

    /// Characters of a tensor's name in safetensors.
    public static final int SAFETENSORS_NAME_CHARACTERS_MAX = 1_024;

    /// Dimensions of a tensor in safetensors.
    public static final int SAFETENSORS_DIMENSIONS_MAX = 8;

    /// Files of one safetensors model.
    public static final int SHARDS_MAX = 1_024;

    /// Bytes of `config.json` and the other small JSON files beside a safetensors model.
    public static final int CONFIG_BYTES_MAX = 4 << 20;

    /// Bytes of `model.safetensors.index.json`.
    public static final int INDEX_BYTES_MAX = 32 << 20;

    /// Elements of one attention head in `config.json`, from which RoPE's factors are computed.
    public static final int HEAD_SIZE_MAX = 65_536;

    /// How deep objects and arrays may nest in any of these JSON files.
    public static final int JSON_DEPTH_MAX = 32;

    private ModelLimits() {}
}
