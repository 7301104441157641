package dev.pando.lab.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pando.engine.grammar.Form;
import dev.pando.engine.grammar.Grammars;
import dev.pando.engine.sample.Constraint;
import dev.pando.engine.sample.SamplingOptions;
import dev.pando.engine.serve.Event;
import dev.pando.engine.serve.Generation;
import dev.pando.engine.serve.LoadedModel;
import dev.pando.engine.serve.Request;
import dev.pando.engine.serve.Scheduler;
import dev.pando.engine.serve.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/// One model answers schemas: each answer is validated, and timed beside a free answer of as many tokens.
final class SchemaRun implements AutoCloseable {

    /// What came of one schema.
    ///
    /// @param schema    what was asked for
    /// @param answer    what was said
    /// @param complaint the validator's first, or why it was no JSON; empty if it was valid
    /// @param ended     whether the answer ended by itself, and not for want of tokens
    /// @param tokens    tokens of the answer
    /// @param compileMs reading the schema
    /// @param heldMs    from the prompt to the last token, held to the schema
    /// @param freeMs    the same for as many tokens of anything
    record Outcome(String schema, String answer, String complaint, boolean ended, int tokens, double compileMs,
            double heldMs, double freeMs) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long CACHE_BYTES_MAX = 64L << 20; // one answer at a time

    // Said before both answers: validating the last one left other things in the processor's caches than the model.
    private static final int SETTLING_TOKENS = 64;

    private final LoadedModel loaded;
    private final Scheduler scheduler;
    private final Grammars grammars;
    private final SchemaRegistry validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final float temperature;
    private final int tokensMax;

    SchemaRun(LoadedModel loaded, float temperature, int tokensMax) {
        this.loaded = loaded;
        this.temperature = temperature;
        this.tokensMax = tokensMax;
        this.scheduler = Scheduler.start(loaded.model(), loaded.workers(), loaded::tokenBytes,
                new Scheduler.Limits(1, 4, tokensMax + 64, CACHE_BYTES_MAX), System::nanoTime);
        this.grammars = new Grammars(loaded.model().config().vocabulary(), loaded::tokenBytes,
                loaded.tokenizer()::encode, loaded.tokenizer().special().ends());
    }

    /// Answers `count` random schemas.
    List<Outcome> run(int count, long seed) throws InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + i);
            outcomes.add(one(new RandomSchemas(random).next().toString(), random.nextLong()));
        }
        return outcomes;
    }

    private Outcome one(String schema, long seed) throws InterruptedException {
        long before = System.nanoTime();
        Constraint constraint = grammars.constraint(new Form.Schema(schema), tokensMax);
        double compileMs = (System.nanoTime() - before) / 1e6;
        speak(Optional.empty(), SETTLING_TOKENS, seed);
        Spoken held = speak(Optional.of(constraint), tokensMax, seed);
        Spoken free = speak(Optional.empty(), held.usage.completionTokens(), seed);
        return new Outcome(schema, held.text, complaint(schema, held.text), held.reason == Event.Reason.STOP,
                held.usage.completionTokens(), compileMs, ms(held), ms(free));
    }

    private static double ms(Spoken spoken) {
        return spoken.usage.prefillMs() + spoken.usage.decodeMs();
    }

    private record Spoken(String text, Event.Reason reason, Event.Usage usage) {}

    private Spoken speak(Optional<Constraint> constraint, int tokens, long seed) throws InterruptedException {
        var sampling = new SamplingOptions(temperature, 0, 1, 0, 1, 0, 0, 0, seed, Map.of(), -1);
        int[] prompt = loaded.tokenizer().encodePrompt("Answer in JSON: ");
        Set<Integer> ends = constraint.isPresent() ? loaded.tokenizer().special().ends() : Set.of();
        var request = new Request(prompt, sampling, tokens, List.of(), ends, constraint);
        if (!(scheduler.submit(request) instanceof Submission.Accepted(Generation generation))) {
            throw new IllegalStateException("the scheduler refuses");
        }
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (generation.take()) {
                case Event.Delta(String piece, _) -> text.append(piece);
                case Event.End(Event.Reason reason, var _, String message, Event.Usage usage) -> {
                    if (reason == Event.Reason.FAILED) throw new IllegalStateException(message);
                    return new Spoken(text.toString(), reason, usage);
                }
            }
        }
    }

    private String complaint(String schema, String answer) {
        try {
            JsonNode json = JSON.readTree(answer);
            if (json.isMissingNode()) return "nothing was said";
            var errors = validator.getSchema(JSON.readTree(schema)).validate(json,
                    context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)));
            return errors.isEmpty() ? "" : errors.getFirst().toString();
        } catch (JsonProcessingException e) {
            return e.getOriginalMessage();
        }
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
