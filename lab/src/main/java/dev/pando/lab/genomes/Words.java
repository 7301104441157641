package dev.pando.lab.genomes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/// [Findings] as Markdown.
final class Words {

    private Words() {}

    static String of(JsonNode findings) {
        StringBuilder out = new StringBuilder();
        JsonNode model = findings.path("model");
        out.append(line("Centram's model: %d parameters; adapter: %d parameters, %d bytes.", model.path("parameters")
                .asLong(), model.path("adapter_parameters").asLong(), model.path("adapter_bytes").asLong()));
        out.append(
                "\n| arm | bits/char | gain over base, everything | 95 % | gain on one's own corpus |\n|---|---|---|---|---|\n");
        for (JsonNode arm : findings.path("arms")) {
            out.append(line("| %s | %.3f | %+.3f | %s | %+.3f |", arm.path("arm").asText(), arm.path("bits_per_char")
                    .asDouble(), arm.path("gain").asDouble(), interval(arm, "gain"), arm.path("own_gain").asDouble()));
        }
        out.append("\n| adapters in the pool | gain over base | 95 % |\n|---|---|---|\n");
        for (JsonNode size : findings.path("pool")) {
            out.append(line("| %d | %+.3f | %s |", size.path("peers").asInt(), size.path("gain").asDouble(), interval(
                    size, "gain")));
        }
        out.append("\n| merge offered | accepted | effect where accepted |\n|---|---|---|\n");
        for (JsonNode a : findings.path("acceptance")) {
            out.append(line("| %s | %d of %d | %s |", a.path("operator").asText(), a.path("accepted").asInt(), a.path(
                    "offered").asInt(), signed(a.path("effect_given_acceptance"))));
        }
        out.append(
                "\n| Centram's row | own Δ | generalist Δ | cross Δ | accepted | here: own Δ | generalist Δ | cross Δ |"
                        + " accepted | merge alone |\n|---|---|---|---|---|---|---|---|---|---|\n");
        for (JsonNode row : findings.path("centram_rows")) {
            JsonNode p = row.path("published"), m = row.path("measured");
            out.append(
                    line("| %s | %s | %s | %s | %.1f %% | %s | %s | %s | %d of %d | %s |", row.path("variant").asText(),
                            signed(p.path("own")), signed(p.path("generalist")), signed(p.path("cross")), 100 * p.path(
                                    "accepted").asDouble(),
                            signed(m.path("own")), signed(m.path("generalist")), signed(m.path(
                                    "cross")),
                            m.path("accepted").asInt(), m.path("offered").asInt(), signed(m.path(
                                    "merge_alone_generalist"))));
        }
        return out.append('\n').append(verdicts(findings)).toString();
    }

    private static String verdicts(JsonNode findings) {
        JsonNode b = findings.path("endpoint_b"), h = findings.path("hostile");
        StringBuilder out = new StringBuilder(line("Endpoint B: routing − base = %+.3f %s, limit %+.2f: %s.", b.path(
                "routing_minus_base").asDouble(), interval(b, "routing_minus_base"), b.path("threshold").asDouble(),
                b.path("passed").asBoolean() ? "met" : "NOT met"));
        out.append(line(
                "No node worse on its own corpus than the base: %s; than its own adapter alone, which is stricter: %s.",
                b
                        .path("no_node_worse").asBoolean() ? "met" : "NOT met",
                b.path("no_node_worse_than_its_own_adapter")
                        .asBoolean() ? "met" : "NOT met"));
        for (JsonNode node : b.path("own_domain")) {
            out.append(line("* %s on its own corpus: routing − own adapter %+.4f %s, routing − base %+.3f", node.path(
                    "node").asText(), node.path("routing_minus_own_adapter").asDouble(), interval(node,
                            "routing_minus_own_adapter"),
                    node.path("routing_minus_base").asDouble()));
        }
        JsonNode payload = h.path("payload_probability_per_byte");
        out.append(line("\nFour hostile adapters beside four cost routing %.4f bits/char %s, limit %.2f: %s.", h.path(
                "cost_to_routing").asDouble(), interval(h, "cost_to_routing"), h.path("limit").asDouble(),
                h.path(
                        "passed").asBoolean() ? "met" : "NOT met"));
        return out
                .append(line(
                        "A byte of a backdoor's payload after its trigger has probability %.4f with the honest pool, "
                                + "%.4f to %.4f with the backdoor in the pool, %.4f with the backdoor alone.",
                        payload.path("honest_pool")
                                .asDouble(),
                        payload.path("backdoor_in_the_pool_at_least").asDouble(),
                        payload.path("backdoor_in_the_pool").asDouble(), payload.path("backdoor_alone")
                                .asDouble()))
                .toString();
    }

    private static String signed(JsonNode value) {
        return value.isNumber() ? String.format(Locale.ROOT, "%+.4f", value.asDouble()) : "–";
    }

    private static String interval(JsonNode node, String name) {
        JsonNode ci = node.path(name + "_ci95");
        return String.format(Locale.ROOT, "[%+.3f, %+.3f]", ci.path(0).asDouble(), ci.path(1).asDouble());
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
