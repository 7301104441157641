package dev.pando.engine.weights;

/// Types of metadata values; the ordinal is GGUF's number (`enum gguf_metadata_value_type`).
enum ValueType {
    UINT8(1), INT8(1), UINT16(2), INT16(2), UINT32(4), INT32(4), FLOAT32(4), BOOL(1), STRING(0), ARRAY(0), UINT64(
            8),
    INT64(8), FLOAT64(8);

    /// Bytes of one; 0 where that depends on the value.
    final int bytes;

    ValueType(int bytes) {
        this.bytes = bytes;
    }

    static ValueType read(Cursor in) {
        long id = in.u32();
        if (id >= values().length) throw in.refused("value type " + id + ", the last known is 12");
        return values()[(int) id];
    }
}
