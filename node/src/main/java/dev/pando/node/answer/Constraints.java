package dev.pando.node.answer;

import dev.pando.engine.grammar.Form;
import dev.pando.engine.grammar.Grammars;
import dev.pando.engine.sample.Constraint;
import dev.pando.engine.serve.LoadedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/// What a request's format and tools mean for the next token of one model.
final class Constraints {

    private final LoadedModel loaded;
    private final CallSyntax calls;
    private final IntFunction<byte[]> tokenBytes;
    private Grammars grammars; // sorts the vocabulary: made when the first answer needs it

    /// @param tokenBytes what a token adds to a text, marks of calls included
    Constraints(LoadedModel loaded, IntFunction<byte[]> tokenBytes, CallSyntax calls) {
        this.loaded = loaded;
        this.tokenBytes = tokenBytes;
        this.calls = calls;
    }

    private synchronized Grammars grammars() {
        if (grammars == null) {
            grammars = new Grammars(loaded.model().config().vocabulary(), tokenBytes, loaded.tokenizer()::encode,
                    loaded.tokenizer().special().ends());
        }
        return grammars;
    }

    /// What the answer is held to, if anything.
    ///
    /// @param tokensMax tokens of the answer at most
    /// @throws dev.pando.engine.grammar.GrammarException if a schema cannot be followed
    /// @throws IllegalArgumentException                  if the model cannot end an answer
    Optional<Constraint> of(Ask ask, int tokensMax) {
        List<Form> forms = new ArrayList<>(form(ask.format()).stream().toList());
        if (!ask.tools().callable()) return forms.stream().findFirst().map(f -> grammars().constraint(f, tokensMax));
        Predicate<Form> followed = CallSyntax.followedBy(grammars()::check);
        Form call = calls.afterOpening(ask.tools(), followed);
        if (ask.tools().use() == Toolset.Use.FREE && forms.isEmpty()) {
            return Optional.of(grammars().after(calls.opening(), calls.onlyFirst(), call, tokensMax));
        }
        if (ask.tools().use() == Toolset.Use.REQUIRED) forms.clear();
        forms.add(new Form.All(new Form.Text(calls.opening()), call));
        return Optional.of(grammars().constraint(new Form.OneOf(forms), tokensMax));
    }

    private static Optional<Form> form(Format format) {
        return switch (format) {
            case Format.Text _ -> Optional.empty();
            case Format.Formed(Form form) -> Optional.of(form);
            case Format.JsonObject _ -> Optional.of(new Form.AnyObject());
            case Format.Schema(String schema) -> Optional.of(new Form.Schema(schema));
        };
    }
}
