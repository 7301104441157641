package dev.pando.node.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pando.engine.artifact.ArtifactException;
import dev.pando.engine.artifact.AuthorKey;
import dev.pando.node.api.Operation.Parameter;
import dev.pando.node.collective.Collective;
import dev.pando.node.collective.Station;
import dev.pando.node.consent.Rule;
import dev.pando.node.consent.Sharing;
import dev.pando.node.gate.Check;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// What leaves and what comes: choices, preview, log, verdicts, quarantine, authors.
public final class SharingCalls {

    private static final int TRAFFIC_PAGE = 200, QUARANTINE_PAGE = 100, PAGE_MAX = 500;

    private final Station station;
    private final Collective collective;

    private SharingCalls(Station station) {
        this.station = station;
        this.collective = station.collective();
    }

    /// Whose sharing it is.
    public static List<Operation> of(Station station) {
        SharingCalls calls = new SharingCalls(station);
        return List.of(
                new Operation("sharing", "GET", "/sharing",
                        "What was chosen, what left and came, which checks held how many, and who is trusted how far.",
                        List.of(), "", "Sharing", (_, _) -> calls.state()),
                new Operation("chooseSharing", "PUT", "/sharing",
                        "Turns sharing on or off, chooses the rules of topics, and marks words that must not leave.",
                        List.of(), "SharingChange", "Sharing", (call, _) -> calls.choose(call)),
                new Operation("previewSharing", "GET", "/sharing/preview",
                        "What would leave now, byte for byte, and what would stay and why.",
                        List.of(new Parameter("agreed", "string",
                                "Numbers of notes that a person says yes to, with commas between.")),
                        "", "Preview", (call, _) -> calls.preview(call)),
                new Operation("share", "POST", "/sharing/share",
                        "Lets leave what may; the bytes are the preview's if the time is.", List.of(), "Agreement",
                        "Preview", (call, _) -> calls.share(call)),
                new Operation("traffic", "GET", "/sharing/traffic", "Every byte that left or came, the newest first.",
                        List.of(ConversationCalls.limit(PAGE_MAX)), "", "Traffic", (call, _) -> calls.traffic(call)),
                new Operation("quarantine", "GET", "/sharing/quarantine", "What the checks held, the newest first.",
                        List.of(ConversationCalls.limit(PAGE_MAX)), "", "Quarantine",
                        (call, _) -> calls.quarantine(call)),
                new Operation("meet", "POST", "/sharing/peers", "Meets a peer and trusts it as invited.", List.of(),
                        "PeerAddress", "Author",
                        (call, _) -> Views.object().put("author",
                                calls.collective.meet(call.text("address")).toString())),
                new Operation("trust", "POST", "/sharing/authors/{author}",
                        "Blocks an author, or trusts one as invited, or no longer.", List.of(), "Standing", "Sharing",
                        (call, _) -> calls.author(call)));
    }

    private JsonNode state() {
        ObjectNode root = Views.object().put("on", collective.sharing().isOn())
                .put("bytes_out", collective.traffic().bytesOut())
                .put("peers", station.peers()).put("passed", collective.gate().passed());
        station.addresses().forEach(root.putArray("addresses")::add);
        ObjectNode rules = root.putObject("rules");
        collective.sharing().rules().forEach((topic, rule) -> rules.put(topic, rule.name().toLowerCase(Locale.ROOT)));
        collective.sharing().privateWords().forEach(root.putArray("private_words")::add);
        ArrayNode checks = root.putArray("checks");
        for (Check check : Check.values()) {
            checks.addObject().put("number", check.number()).put("name", check.name().toLowerCase(Locale.ROOT))
                    .put("held_in", collective.gate().heldIn(check))
                    .put("held_out", collective.gate().heldOut(check));
        }
        ObjectNode authors = root.putObject("authors");
        collective.trust().all().forEach(
                (author, s) -> authors.putObject(author).put("invited", s.invited()).put("blocked", s.blocked())
                        .put("reputation", s.reputation(System.currentTimeMillis())));
        return root;
    }

    // All of it is read before any of it is written.
    private JsonNode choose(Call call) {
        Map<String, Rule> rules = new LinkedHashMap<>();
        call.entries("rules").forEach((topic, rule) -> rules.put(Sharing.checked(topic), rule(rule)));
        List<String> marked = call.texts("private_words"), open = call.texts("public_words");
        Stream.concat(marked.stream(), open.stream()).forEach(Sharing::checked);
        boolean on = call.flag("on", collective.sharing().isOn());
        rules.forEach(collective.sharing()::rule);
        marked.forEach(word -> collective.sharing().mark(word, true));
        open.forEach(word -> collective.sharing().mark(word, false));
        if (call.body().hasNonNull("on")) collective.sharing().turn(on);
        return state();
    }

    private static Rule rule(String word) {
        return Arrays.stream(Rule.values()).filter(r -> r.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                .orElseThrow(() -> ApiRefusal.bad("rules", "each is one of never, ask, share"));
    }

    private JsonNode preview(Call call) {
        String agreed = call.query("agreed");
        if (!agreed.matches("([0-9]{1,18}(,[0-9]{1,18})*)?"))
            throw ApiRefusal.bad("agreed", "numbers of notes with commas between");
        List<Long> ids = agreed.isEmpty() ? List.of() : Arrays.stream(agreed.split(",")).map(Long::valueOf).toList();
        long now = System.currentTimeMillis();
        return described(collective.preview(ids, now), now);
    }

    private JsonNode share(Call call) {
        long at = call.whole("at_ms").orElseGet(System::currentTimeMillis);
        return described(collective.share(call.wholes("agreed"), at), at);
    }

    /// Previews as JSON, for the page and the terminal.
    public static ObjectNode described(List<Collective.Preview> previews, long atMs) {
        ObjectNode root = Views.object().put("at_ms", atMs);
        ArrayNode leaves = root.putArray("leaves"), stays = root.putArray("stays");
        long total = 0;
        for (Collective.Preview p : previews) {
            ObjectNode node = (p.artifact().isPresent() ? leaves : stays).addObject();
            p.note().ifPresent(n -> node.set("note", KnowledgeCalls.note(n)));
            p.objection().ifPresent(o -> node.put("because", o));
            if (p.artifact().isEmpty()) continue;
            byte[] wire = p.artifact().get().wire();
            total += wire.length;
            node.put("artifact", p.artifact().get().id().toString()).put("bytes", wire.length).put("wire_base64",
                    Base64.getEncoder().encodeToString(wire));
        }
        return root.put("bytes", total);
    }

    private JsonNode traffic(Call call) {
        ObjectNode root = Views.object();
        ArrayNode lines = root.putArray("lines");
        collective.traffic().newest((int) call.number("limit", TRAFFIC_PAGE, 1, PAGE_MAX))
                .forEach(l -> lines.addObject().put("at_ms", l.atMs())
                        .put("outbound", l.outbound()).put("peer", l.peer()).put("what", l.what())
                        .put("artifact", l.cid()).put("bytes", l.bytes()));
        return root;
    }

    private JsonNode quarantine(Call call) {
        ObjectNode root = Views.object();
        ArrayNode items = root.putArray("items");
        collective.quarantine().items((int) call.number("limit", QUARANTINE_PAGE, 1, PAGE_MAX))
                .forEach(i -> items.addObject().put("id", i.id()).put("artifact", i.cid())
                        .put("author", i.author()).put("peer", i.peer()).put("outbound", i.outbound())
                        .put("check", i.check().name().toLowerCase(Locale.ROOT))
                        .put("reason", i.reason()).put("at_ms", i.atMs())
                        .put("wire_base64", Base64.getEncoder().encodeToString(i.wire())));
        return root;
    }

    private JsonNode author(Call call) {
        AuthorKey author;
        try {
            author = new AuthorKey(HexFormat.of().parseHex(call.path().get("author")));
        } catch (IllegalArgumentException | ArtifactException e) {
            throw ApiRefusal.bad("author", "64 hexadecimal digits");
        }
        boolean blocked = call.flag("blocked", false), invited = call.flag("invited", false);
        if (call.body().hasNonNull("blocked")) collective.block(author, blocked);
        if (call.body().hasNonNull("invited")) collective.invite(author, invited);
        return state();
    }
}
