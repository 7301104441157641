package dev.pando.node.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.split.SplitStatus;
import dev.pando.node.split.SplitStatus.StageStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// The chain of machines behind a split model.
public final class SplitCalls {

    private SplitCalls() {}

    /// @param status how the split model is doing; empty if this node answers alone
    public static List<Operation> of(Supplier<Optional<SplitStatus>> status) {
        return List.of(new Operation("split", "GET", "/split",
                "The chain of machines behind a split model, or that there is none.", List.of(), "", "Split",
                (_, _) -> status.get().map(SplitCalls::json).orElseGet(() -> Views.object().put("split", false))));
    }

    /// As the interface tells it.
    public static ObjectNode json(SplitStatus s) {
        ObjectNode json = Views.object().put("split", true).put("model", s.model())
                .put("precision", s.precision().name())
                .put("ms_per_token", s.msPerToken()).put("network_share", s.networkShare()).put("tokens", s.tokens())
                .put("round_trips", s.roundTrips()).put("active", s.active()).put("waiting", s.waiting());
        var stages = json.putArray("stages");
        for (StageStatus stage : s.stages()) stages.add(json(stage));
        s.events().forEach(json.putArray("events")::add);
        return json;
    }

    private static ObjectNode json(StageStatus s) {
        return Views.object().put("peer", s.peer()).put("from", s.from()).put("to", s.to())
                .put("weight_bytes", s.weightBytes()).put("trust", s.trust()).put("rows", s.rows())
                .put("passes", s.passes())
                .put("load", s.load())
                .put("ms_per_pass", s.msPerPass()).put("boundary_ms", s.boundaryMs())
                .put("network_share", s.networkShare());
    }
}
