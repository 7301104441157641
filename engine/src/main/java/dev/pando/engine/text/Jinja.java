package dev.pando.engine.text;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaProcessors;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.Context.Library;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.InterpreterFactory;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.lib.fn.MacroFunction;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// One Jinja template in a sandbox of the library Jinjava: only the tags, filters, tests, functions and methods named here,
/// no Java object but JSON-like values, and a [TemplateMeter] on every step.
final class Jinja {

    private static final Set<String> TAGS = Set.of("if", "elif", "else", "for", "set", "macro", "call", "break",
            "continue",
            "generation", "endif", "endfor",
            "endset", "endmacro", "endcall", "endgeneration");
    private static final Set<String> FUNCTIONS = Set.of("fn:namespace", ":namespace", "namespace");

    private static final Jinjava ENGINE = engine();

    private final String source;

    /// @throws TextException if it is over a limit or does not parse
    Jinja(String source) {
        this.source = TemplateSource.prepared(source);
        inside(new TemplateMeter(Clock.systemUTC()), Map.of(), interpreter -> {
            interpreter.parse(this.source);
            return "";
        });
    }

    /// @throws TextException what the template raises or what is wrong with it
    String render(Map<String, Object> variables, Clock clock) {
        return inside(new TemplateMeter(clock), variables,
                interpreter -> interpreter.render(interpreter.parse(source), false));
    }

    private static String inside(TemplateMeter meter, Map<String, Object> variables, Function<Metered, String> work) {
        Context context = new StrictContext(variables, meter);
        for (MacroFunction function : TemplateFunctions.all(context, meter)) {
            context.addGlobalMacro(function);
            context.put(function.getName(), function); // so that it is defined
        }
        try (var current = JinjavaInterpreter.closeablePushCurrent(new Metered(context, meter)).get()) {
            Metered interpreter = (Metered) current.value();
            String output = work.apply(interpreter);
            if (meter.reason() != null) throw refusal(meter.reason(), null);
            for (TemplateError error : interpreter.getErrorsCopy()) throw refusal(shown(error), error.getException());
            return output;
        } catch (TemplateMeter.Abort e) {
            throw refusal(e.getMessage(), null);
        } catch (StackOverflowError e) {
            throw refusal("nests too deep", null);
        } catch (InterpretException e) {
            throw refusal(meter.reason() != null ? meter.reason() : oneLine(e.getMessage()), e);
        } catch (IndexOutOfBoundsException e) {
            throw refusal("breaks off within a tag", e); // how the library meets "{%%}" where it reads a tag and we an expression
        }
    }

    private static TextException refusal(String reason, Throwable cause) {
        return new TextException("chat template: " + reason, cause);
    }

    private static String shown(TemplateError error) {
        return "line " + error.getLineno() + ": " + oneLine(error.getMessage());
    }

    private static String oneLine(String message) {
        String line = String.valueOf(message).replaceAll("\\s+", " ");
        return line.length() <= 200 ? line : line.substring(0, 200) + "…";
    }

    private static Jinjava engine() {
        Jinjava engine = new Jinjava(JinjavaConfig.newBuilder().withTimeZone(ZoneOffset.UTC)
                .withObjectMapper(new JsonMapper())
                .withKeepTrailingNewline(true)
                .withNestedInterpretationEnabled(false)
                .withMaxOutputSize(TemplateLimits.OUTPUT_CHARS_MAX).withMaxStringLength(TemplateLimits.OUTPUT_CHARS_MAX)
                .withMaxListSize(TemplateLimits.ITEMS_MAX).withMaxMapSize(TemplateLimits.ITEMS_MAX)
                .withEnableRecursiveMacroCalls(true).withMaxMacroRecursionDepth(TemplateLimits.MACRO_DEPTH_MAX + 1)
                .withDisabled(disabled()).withElResolver(new PythonResolver())
                .withInterperterFactory(new MeteredFactory())
                .withProcessors(JinjavaProcessors.newBuilder()
                        .withNodePreProcessor((node, interpreter) -> meter(interpreter).step()).build())
                .withLegacyOverrides(LegacyOverrides.newBuilder().withEvaluateMapKeys(true).withIterateOverMapKeys(true)
                        .withUsePyishObjectMapper(true).withUseSnakeCasePropertyNaming(false)
                        .withUseNaturalOperatorPrecedence(true).withParseWhitespaceControlStrictly(true)
                        .withAllowAdjacentTextNodes(true).withUseTrimmingForNotesAndExpressions(true)
                        .withKeepNullableLoopValues(true)
                        .withHandleBackslashInQuotesOnly(true).build())
                .build());
        engine.setResourceLocator((name, encoding, interpreter) -> {
            throw new IOException("templates read no files");
        });
        engine.registerTag(new FilteredFor());
        engine.registerTag(new GenerationTag());
        TemplateFilters.all().forEach(engine::registerFilter);
        TemplateTests.all().forEach(engine::registerExpTest);
        return engine;
    }

    /// Everything that Jinjava brings and no list of ours names.
    private static Map<Library, Set<String>> disabled() {
        Context all = new Context();
        return Map.of(Library.TAG, without(all.getAllTags().stream().map(t -> t.getName()).toList(), TAGS),
                Library.FILTER,
                without(all.getAllFilters().stream().map(f -> f.getName()).toList(), TemplateFilters.NAMES),
                Library.FUNCTION,
                without(all.getAllFunctions().stream().map(f -> f.getName()).toList(), FUNCTIONS));
    }

    private static Set<String> without(Collection<String> names, Set<String> kept) {
        Set<String> rest = new HashSet<>(names);
        rest.removeAll(kept);
        return rest;
    }

    /// The meter of the rendering that `interpreter` does.
    static TemplateMeter meter(JinjavaInterpreter interpreter) {
        return ((Metered) interpreter).meter;
    }

    /// An interpreter that counts, and that writes values as Python does.
    private static final class Metered extends JinjavaInterpreter {
        private final TemplateMeter meter;

        Metered(Context context, TemplateMeter meter) {
            super(ENGINE, context, ENGINE.getGlobalConfig());
            this.meter = meter;
        }

        Metered(Metered original) {
            super(original);
            meter = original.meter;
        }

        @Override
        public Object retraceVariable(String variable, int line, int position) {
            return meter.checked(super.retraceVariable(variable, line, position));
        }

        @Override
        public Object resolveELExpression(String expression, int line) {
            return meter.checked(super.resolveELExpression(expression, line));
        }

        /// Jinjava wraps every element that a loop yields: this is where turns of an empty loop are counted.
        @Override
        public Object wrap(Object value) {
            meter.step();
            return super.wrap(value);
        }

        @Override
        public String getAsString(Object value) {
            return PythonText.of(value, meter);
        }
    }

    /// A context in which an unknown filter or test is an error; Jinjava's reads it as nothing.
    private static final class StrictContext extends Context {
        private final TemplateMeter meter;

        StrictContext(Map<String, Object> variables, TemplateMeter meter) {
            super(ENGINE.getGlobalContextCopy(), variables, ENGINE.getGlobalConfig().getDisabled());
            this.meter = meter;
        }

        @Override
        public Filter getFilter(String name) {
            Filter filter = super.getFilter(name);
            return filter != null ? filter : known(name, "filter");
        }

        @Override
        public ExpTest getExpTest(String name) {
            ExpTest test = super.getExpTest(name);
            return test != null ? test : known(name, "test");
        }

        private <T> T known(String name, String kind) {
            throw meter.abort("there is no " + kind + " \"" + oneLine(name) + "\"");
        }
    }

    private static final class MeteredFactory implements InterpreterFactory {
        @Override
        public JinjavaInterpreter newInstance(JinjavaInterpreter original) {
            return new Metered((Metered) original);
        }

        @Override
        public JinjavaInterpreter newInstance(Jinjava engine, Context context, JinjavaConfig config) {
            throw new IllegalStateException("renderings begin in Jinja.inside");
        }
    }
}
