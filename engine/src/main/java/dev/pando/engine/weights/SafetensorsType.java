package dev.pando.engine.weights;

import dev.pando.kernel.tensor.TensorType;
import java.util.Optional;

/// Element types of safetensors, all of them: the size of every tensor is checked, though only floats are read.
enum SafetensorsType {
    F64(64), F32(32), F16(16), BF16(16), F8_E5M2(8), F8_E4M3(8), F8_E8M0(8), F6_E2M3(6), F6_E3M2(6), F4(4), C64(
            64),
    I64(64), I32(32), I16(16), I8(8), U64(64), U32(32), U16(16), U8(8), BOOL(8);

    final int bits;

    SafetensorsType(int bits) {
        this.bits = bits;
    }

    static Optional<SafetensorsType> named(String name) {
        for (SafetensorsType type : values()) {
            if (type.name().equals(name)) return Optional.of(type);
        }
        return Optional.empty();
    }

    /// The type to compute with, or nothing if we do not read it.
    Optional<TensorType> tensorType() {
        return switch (this) {
            case F32 -> Optional.of(TensorType.F32);
            case F16 -> Optional.of(TensorType.F16);
            case BF16 -> Optional.of(TensorType.BF16);
            default -> Optional.empty();
        };
    }
}
