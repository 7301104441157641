package dev.pando.engine.artifact;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of dag-cbor: what can be written in exactly one way.
///
/// Source: IPLD, "DAG-CBOR Specification"; RFC 8949 for the bytes. Of the floats only 64 bits are allowed and no NaN or
/// infinity; of the tags only 42, a link.
sealed interface Cbor {

    /// A whole number; CBOR has more than fit in a long, we have not.
    record Whole(long value) implements Cbor {}

    /// A finite number.
    record Real(double value) implements Cbor {}

    /// Bytes; do not write into them.
    record Bytes(byte[] value) implements Cbor {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes b && Arrays.equals(b.value, value);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(value);
        }
    }

    /// Text without lone surrogates.
    record Text(String value) implements Cbor {}

    /// Values in their order.
    record Items(List<Cbor> values) implements Cbor {
        public Items {
            values = List.copyOf(values);
        }
    }

    /// Values by name; written in the order that dag-cbor asks for.
    record Fields(Map<String, Cbor> values) implements Cbor {
        public Fields {
            values = new LinkedHashMap<>(values);
        }
    }

    /// The name of other content.
    record Link(ContentId target) implements Cbor {}
}
