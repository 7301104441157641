package dev.pando.node.answer;

import java.util.List;

/// The engine of a node that has no model yet: it says how to get one.
///
/// @param hint one line that tells a person what to do
public record NoModel(String hint) implements ChatEngine {

    @Override
    public List<ModelCard> models() {
        return List.of();
    }

    @Override
    public Admission submit(Ask ask) {
        return new Admission.Refused(Admission.Why.NO_MODEL, hint);
    }

    @Override
    public Load load() {
        return new Load(0, 0, 0, 0);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
