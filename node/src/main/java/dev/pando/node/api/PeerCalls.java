package dev.pando.node.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.node.net.FailedDial;
import dev.pando.node.net.NodeHost;
import dev.pando.node.net.PeerView;
import java.util.List;
import java.util.Optional;

/// Who is met.
public final class PeerCalls {

    private PeerCalls() {}

    /// @param host the node's peer; empty while it works alone
    public static List<Operation> of(Optional<NodeHost> host) {
        return List.of(new Operation("peers", "GET", "/peers",
                "Who we are, who is connected, how and since when, and why dials failed.", List.of(), "", "Peers",
                (_, _) -> host.map(PeerCalls::json).orElseGet(() -> Views.object().put("online", false))));
    }

    private static ObjectNode json(NodeHost host) {
        ObjectNode json = Views.object().put("online", true).put("peer", host.peer());
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
