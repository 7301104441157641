package dev.pando.node.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pando.node.answer.ToolCall;
import dev.pando.node.rules.Action.Effect;
import dev.pando.node.rules.Approval.State;
import dev.pando.node.store.Database;
import dev.pando.node.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesTest {

    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1_000));

    @TempDir
    private Path folder;
    private final NamedAction look = new NamedAction("look", Effect.LOOKS),
            move = new NamedAction("move", Effect.REVERSIBLE),
            burn = new NamedAction("burn", Effect.IRREVERSIBLE);
    private Database database;
    private Rules rules;

    @BeforeEach
    void open() {
        database = Database.open(folder);
        rules = new Rules(database, List.of(look, move, burn), CLOCK);
    }

    @AfterEach
    void close() {
        assertTrue(rules.audit().firstBroken().isEmpty());
        database.close();
    }

    private Outcome request(String tool, String arguments) {
        return rules.request(new ToolCall("c", tool, arguments), OptionalLong.empty());
    }

    private List<String> logged() {
        List<String> words = new ArrayList<>(
                rules.audit().lines(Long.MAX_VALUE, 100).stream().map(AuditLog.Line::what).toList());
        java.util.Collections.reverse(words);
        return words;
    }

    private long pending() {
        rules.allow("burn", true);
        return assertInstanceOf(Outcome.Waiting.class, request("burn", "{\"what\":\"letter\"}")).approval();
    }

    @Test
    void nothingRunsThatIsNotOnTheAllowList() {
        for (String tool : List.of("look", "move", "burn", "unknown", "")) {
            assertInstanceOf(Outcome.Refused.class, request(tool, "{}"));
        }
        rules.allow("look", true);
        assertEquals("did look", request("look", "{\"at\":1}").told());
        rules.allow("look", false);
        assertInstanceOf(Outcome.Refused.class, request("look", "{\"at\":2}"));
        assertEquals(List.of("{\"at\":1}"), look.runs());
        assertEquals(List.of("refused", "refused", "refused", "refused", "refused", "allowed", "begun", "done",
                "forbidden", "refused"), logged());
        assertTrue(rules.allowed().isEmpty());
    }

    @Test
    void whatCannotBeTakenBackWaitsForAYesEveryTime() {
        long first = pending(), second = pending();
        assertEquals(List.of(), burn.runs());
        Approval done = rules.approve(first).orElseThrow();
        assertEquals(State.DONE, done.state());
        assertEquals("did burn", done.result());
        assertEquals(List.of("{\"what\":\"letter\"}"), burn.runs());
        assertEquals(State.PENDING, rules.approvals(Optional.empty(), 10).getFirst().state());
        rules.deny(second);
        assertEquals(1, burn.runs().size());
        assertEquals(List.of(), rules.approvals(Optional.of(State.PENDING), 10));
    }

    @Test
    void aDecisionIsMadeOnce() {
        long denied = pending(), approved = pending();
        rules.deny(denied);
        rules.approve(approved);
        for (long id : List.of(denied, approved)) {
            assertThrows(IllegalStateException.class, () -> rules.approve(id));
            assertThrows(IllegalStateException.class, () -> rules.deny(id));
        }
        assertEquals(1, burn.runs().size());
        assertTrue(rules.approve(99).isEmpty() && rules.deny(99).isEmpty());
    }

    @Test
    void manyWhoSayYesAtOnceHaveItRunOnce() throws Exception {
        long id = pending();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> clicks = java.util.Collections.nCopies(20, () -> {
                try {
                    return rules.approve(id).isPresent();
                } catch (IllegalStateException e) {
                    return false;
                }
            });
            int won = 0;
            for (var click : threads.invokeAll(clicks)) won += click.get() ? 1 : 0;
            assertEquals(1, won);
        }
        assertEquals(1, burn.runs().size());
    }

    @Test
    void aToolThatWasTakenOffTheListDoesNotRunByAnOldRequest() {
        long id = pending();
        rules.allow("burn", false);
        assertThrows(IllegalStateException.class, () -> rules.approve(id));
        assertEquals(List.of(), burn.runs());
        assertEquals(State.PENDING, rules.approvals(Optional.empty(), 1).getFirst().state());
    }

    @Test
    void whatFailsIsSaidAndLogged() {
        rules.allow("move", true);
        assertEquals(new Outcome.Failed("it failed"), request("move", "\"fail\""));
        rules.allow("burn", true);
        long id = ((Outcome.Waiting) request("burn", "\"fail\"")).approval();
        assertEquals(State.FAILED, rules.approve(id).orElseThrow().state());
        assertEquals("failed", logged().getLast());
    }

    @Test
    void whatWasRunningWhenTheNodeEndedFailedAndIsNotTriedAgain() {
        long id = pending();
        database.write(sql -> sql.update("UPDATE approval SET state = 'running' WHERE id = ?", id));
        rules.failForgotten();
        assertEquals(State.FAILED, rules.approvals(Optional.empty(), 1).getFirst().state());
        assertThrows(IllegalStateException.class, () -> rules.approve(id));
        assertEquals(List.of(), burn.runs());
    }

    @Test
    void theLogCannotBeChangedAndShowsItIfItWas() {
        pending();
        request("look", "{}");
        for (String statement : List.of("UPDATE audit SET detail = 'x'", "DELETE FROM audit",
                "DELETE FROM audit WHERE id = 1")) {
            assertEquals(StoreException.Why.CONSTRAINT,
                    assertThrows(StoreException.class, () -> database.write(sql -> sql.update(statement))).why());
        }
        database.write(sql -> sql.update("DROP TRIGGER audit_is_not_changed"));
        database.write(sql -> sql.update("UPDATE audit SET detail = 'harmless' WHERE id = 2"));
        assertEquals(OptionalLong.of(2), rules.audit().firstBroken());
        database.write(sql -> sql.update("UPDATE audit SET detail = '{\"what\":\"letter\"}' WHERE id = 2"));
    }

    @Test
    void aPermitIsGoodForOneRunOfOneTool() {
        Permit permit = new Permit("burn", "{}");
        assertThrows(IllegalStateException.class, () -> permit.use("look"));
        permit.use("burn");
        assertThrows(IllegalStateException.class, () -> permit.use("burn"));
        assertEquals(0, Permit.class.getConstructors().length);
    }

    @Test
    void limitsAreTheirValueAndOneMore() {
        rules.allow("burn", true);
        assertInstanceOf(Outcome.Waiting.class, request("burn", "x".repeat(Rules.ARGUMENTS_CHARS_MAX)));
        assertInstanceOf(Outcome.Refused.class, request("burn", "x".repeat(Rules.ARGUMENTS_CHARS_MAX + 1)));
        for (int i = 1; i < Rules.PENDING_MAX; i++) assertInstanceOf(Outcome.Waiting.class, request("burn", "{}"));
        assertInstanceOf(Outcome.Refused.class, request("burn", "{}"));
        assertThrows(IllegalArgumentException.class, () -> new Rules(database, List.of(look, look), CLOCK));
    }
}
