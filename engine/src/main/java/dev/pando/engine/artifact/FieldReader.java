package dev.pando.engine.artifact;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes fields out of a map one by one; what is missing, of another type or left over is an error that names it.
final class FieldReader {

    private final Map<String, Cbor> left;

    FieldReader(Cbor value) {
        if (!(value instanceof Cbor.Fields(var fields))) throw new ArtifactException("not a map of fields");
        left = new LinkedHashMap<>(fields);
    }

    boolean has(String name) {
        return left.containsKey(name);
    }

    long whole(String name) {
        if (take(name) instanceof Cbor.Whole(long value)) return value;
        throw wrong(name, "a whole number");
    }

    double real(String name) {
        if (take(name) instanceof Cbor.Real(double value)) return value;
        throw wrong(name, "a number");
    }

    byte[] bytes(String name) {
        if (take(name) instanceof Cbor.Bytes(byte[] value)) return value;
        throw wrong(name, "bytes");
    }

    String text(String name) {
        if (take(name) instanceof Cbor.Text(String value)) return value;
        throw wrong(name, "text");
    }

    ContentId link(String name) {
        if (take(name) instanceof Cbor.Link(ContentId value)) return value;
        throw wrong(name, "a link");
    }

    List<ContentId> links(String name) {
        if (!(take(name) instanceof Cbor.Items(var values))) throw wrong(name, "a list");
        List<ContentId> links = new ArrayList<>();
        for (Cbor value : values) {
            if (!(value instanceof Cbor.Link(ContentId link))) throw wrong(name, "links");
            links.add(link);
        }
        return links;
    }

    FieldReader fields(String name) {
        return new FieldReader(take(name));
    }

    /// @throws ArtifactException if a field was not taken
    void end() {
        if (!left.isEmpty()) throw new ArtifactException("unknown field \"" + left.keySet().iterator().next() + "\"");
    }

    private Cbor take(String name) {
        Cbor value = left.remove(name);
        if (value == null) throw new ArtifactException("field \"" + name + "\" is missing");
        return value;
    }

    private static ArtifactException wrong(String name, String expected) {
        return new ArtifactException("field \"" + name + "\" is not " + expected);
    }
}
