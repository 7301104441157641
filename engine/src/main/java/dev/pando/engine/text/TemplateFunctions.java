package dev.pando.engine.text;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.lib.fn.MacroFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The functions that chat templates call: `raise_exception`, `strftime_now`, `range`, `dict`. Jinjava's own `namespace` is let in too.
final class TemplateFunctions {

    private TemplateFunctions() {}

    static List<MacroFunction> all(Context context, TemplateMeter meter) {
        return List.of(
                new Native("raise_exception", context, (args, named) -> meter.abort(String.valueOf(args.getFirst()))),
                new Native("strftime_now", context,
                        (args, named) -> Strftime.format(String.valueOf(args.getFirst()), meter.clock())),
                new Native("range", context, (args, named) -> range(args, meter)),
                new Native("dict", context, (args, named) -> new LinkedHashMap<>(named)));
    }

    private interface Body {
        Object call(List<Object> arguments, Map<String, Object> named);
    }

    /// A function of ours as Jinjava calls macros; so it needs no reflection into our code.
    private static final class Native extends MacroFunction {
        private final Body body;

        Native(String name, Context context, Body body) {
            super(List.of(), name, new LinkedHashMap<>(), true, context, -1, -1);
            this.body = body;
        }

        @Override
        public Object doEvaluate(Map<String, Object> arguments, Map<String, Object> named, List<Object> positional) {
            if (positional.isEmpty() && named.isEmpty()) positional = List.of("");
            return body.call(positional, named);
        }
    }

    private static List<Long> range(List<Object> args, TemplateMeter meter) {
        long from = args.size() > 1 ? number(args.get(0)) : 0;
        long to = number(args.get(args.size() > 1 ? 1 : 0));
        long step = args.size() > 2 ? number(args.get(2)) : 1;
        if (step == 0) meter.abort("range with a step of 0");
        long count = step > 0 ? to - from + step - 1 : from - to - step - 1;
        count = Math.max(0, count / Math.abs(step));
        meter.size(count);
        List<Long> range = new ArrayList<>((int) count);
        for (long i = 0; i < count; i++) range.add(from + i * step);
        return range;
    }

    /// A number that no sum or difference in [#range] can overflow.
    private static long number(Object value) {
        long number = value instanceof Number n ? n.longValue() : 0;
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
}
