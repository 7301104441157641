package dev.pando.node.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.net.FailedDial;
import dev.pando.node.net.NodeHost;
import dev.pando.node.net.PeerView;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.Optional;
import java.util.function.Supplier;

/// `GET /api/v1/peers`: who we are, who is connected, how and since when, and why dials failed.
public final class PeersApi implements HttpService {

    private final Supplier<Optional<NodeHost>> host;

    /// @param host the node's peer; empty while it works alone
    public PeersApi(Supplier<Optional<NodeHost>> host) {
        this.host = host;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.get("/", (_, response) -> Replies.json(response,
                host.get().map(PeersApi::json).orElseGet(() -> Json.object().put("online", false))));
    }

    /// As the interface tells it.
    static ObjectNode json(NodeHost host) {
        ObjectNode json = Json.object().put("online", true).put("peer", host.peer());
        host.addresses().forEach(json.putArray("addresses")::add);
        ArrayNode peers = json.putArray("peers"), failed = json.putArray("failed_dials");
        for (PeerView p : host.peers()) {
            peers.addObject().put("peer", p.peer()).put("agent", p.agent()).put("way", p.way())
                    .put("address", p.address()).put("inbound", p.inbound()).put("since", p.sinceUnix())
                    .put("streams", p.streams());
        }
        for (FailedDial f : host.failedDials()) {
            failed.addObject().put("peer", f.peer()).put("address", f.address()).put("reason", f.reason())
                    .put("at", f.atUnix());
        }
        ObjectNode counts = json.putObject("counts");
        host.counts().forEach(counts::put);
        return json;
    }
}
