package dev.pando.engine.text;

import com.hubspot.jinjava.el.ext.NamedParameter;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.Filter;
import com.hubspot.jinjava.util.ForLoop;
import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELException;
import jinjava.javax.el.ELResolver;

/// The only way from a template to a value: elements of maps, lists and strings, the fields of `loop`, and Python's methods.
///
/// Nothing is looked up by reflection, so no template reaches a Java class or method.
final class PythonResolver extends ELResolver {

    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        if (base == null) return null;
        context.setPropertyResolved(true);
        return switch (base) {
            case Map<?, ?> map -> map.get(property);
            case List<?> list -> {
                int index = index(property, list.size());
                yield index < 0 ? null : list.get(index);
            }
            case String text -> {
                int index = index(property, text.length());
                yield index < 0 ? null : text.substring(index, index + 1);
            }
            case ForLoop loop -> loop(loop, String.valueOf(property));
            default -> null;
        };
    }

    /// The place that a Python index means, or -1 if there is none.
    private static int index(Object property, int size) {
        String digits = String.valueOf(property);
        if (!digits.matches("-?[0-9]{1,9}")) return -1;
        int index = Integer.parseInt(digits);
        int place = index < 0 ? size + index : index;
        return place < size ? Math.max(place, -1) : -1;
    }

    private static Object loop(ForLoop loop, String property) {
        return switch (property) {
            case "index" -> (long) loop.getIndex();
            case "index0" -> (long) loop.getIndex0();
            case "revindex" -> (long) loop.getRevindex();
            case "revindex0" -> (long) loop.getRevindex0();
            case "length" -> (long) loop.getLength();
            case "depth" -> (long) loop.getDepth();
            case "depth0" -> (long) loop.getDepth0();
            case "first" -> loop.isFirst();
            case "last" -> loop.isLast();
            case "previtem" -> item(loop.getIndex0() - 1);
            case "nextitem" -> item(loop.getIndex0() + 1);
            default -> null;
        };
    }

    private static Object item(int place) {
        Object items = JinjavaInterpreter.getCurrent().getContext().get(FilteredFor.ITEMS);
        return items instanceof List<?> list && place >= 0 && place < list.size() ? list.get(place) : null;
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] given) {
        if (base == null || method == null) return null;
        context.setPropertyResolved(true);
        TemplateMeter meter = Jinja.meter(JinjavaInterpreter.getCurrent());
        return meter.checked(switch (base) {
            case Filter filter -> filter(filter, given);
            case ExpTest test -> test(test, method.toString(), given);
            case String text -> needed(PythonStrings.call(text, method.toString(), arguments(given), meter), "str",
                    method);
            case Map<?, ?> map -> map(map, method, given);
            default -> throw noMethod(PythonText.of(base.getClass().getSimpleName(), meter), method);
        });
    }

    private static Object map(Map<?, ?> map, Object method, Object[] given) {
        if (method.equals("get")) return PythonStrings.call(map, "get", arguments(given));
        return needed(PythonStrings.call(map, method.toString(), arguments(given)), "dict", method);
    }

    private static Object needed(Object result, String type, Object method) {
        if (result == null) throw noMethod(type, method);
        return result;
    }

    private static ELException noMethod(String type, Object method) {
        return new ELException("there is no method \"" + method + "\" of " + type);
    }

    private static List<Object> arguments(Object[] given) {
        List<Object> arguments = new ArrayList<>();
        for (Object argument : given == null ? new Object[0] : given) {
            arguments.add(argument instanceof NamedParameter named ? named.getValue() : argument);
        }
        return arguments;
    }

    @SuppressWarnings("unchecked")
    private static Object filter(Filter filter, Object[] given) {
        return filter.filter(given[0], (JinjavaInterpreter) given[1], (Object[]) given[2],
                (Map<String, Object>) given[3]);
    }

    private static Object test(ExpTest test, String method, Object[] given) {
        JinjavaInterpreter interpreter = (JinjavaInterpreter) given[1];
        Object[] arguments = Arrays.copyOfRange(given, 2, given.length);
        if (arguments.length == 1 && arguments[0] instanceof Object[] inner) arguments = inner;
        return method.equals("evaluateNegated")
                ? test.evaluateNegated(given[0], interpreter, arguments)
                : test.evaluate(given[0], interpreter, arguments);
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return Object.class;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new ELException("values cannot be changed");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        context.setPropertyResolved(true);
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return List.<FeatureDescriptor>of().iterator();
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }
}
