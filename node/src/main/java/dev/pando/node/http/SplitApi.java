package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.split.SplitStatus;
import dev.pando.node.split.SplitStatus.StageStatus;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Optional;
import java.util.function.Supplier;

/// `GET /api/v1/split`: the chain of machines behind a split model, or that there is none.
public final class SplitApi implements HttpService {

    private final Supplier<Optional<SplitStatus>> status;

    /// @param status how the split model is doing; empty if this node answers alone
    public SplitApi(Supplier<Optional<SplitStatus>> status) {
        this.status = status;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", (_, response) -> Replies.json(response,
                status.get().map(SplitApi::json).orElseGet(() -> Json.object().put("split", false))));
    }

    /// As the interface tells it.
    public static ObjectNode json(SplitStatus s) {
        ObjectNode json = Json.object().put("split", true).put("model", s.model())
                .put("precision", s.precision().name())
                .put("ms_per_token", s.msPerToken()).put("network_share", s.networkShare()).put("tokens", s.tokens())
                .put("round_trips", s.roundTrips()).put("active", s.active()).put("waiting", s.waiting());
        var stages = json.putArray("stages");
        for (StageStatus stage : s.stages()) stages.add(json(stage));
        s.events().forEach(json.putArray("events")::add);
        return json;
    }

    private static ObjectNode json(StageStatus s) {
        return Json.object().put("peer", s.peer()).put("from", s.from()).put("to", s.to())
                .put("weight_bytes", s.weightBytes()).put("trust", s.trust()).put("rows", s.rows())
                .put("passes", s.passes())
                .put("load", s.load())
                .put("ms_per_pass", s.msPerPass()).put("boundary_ms", s.boundaryMs())
                .put("network_share", s.networkShare());
    }
}
