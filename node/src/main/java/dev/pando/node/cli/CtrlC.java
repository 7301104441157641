package dev.pando.node.cli;

import java.lang.reflect.Proxy;

/// Handles Ctrl-C while it is open. Reached by reflection: `sun.misc.Signal` is the only way there is, and a Java
/// without it just keeps the usual behaviour.
final class CtrlC implements AutoCloseable {

    private final Object before;

    private CtrlC(Object before) {
        this.before = before;
    }

    static CtrlC during(Runnable pressed) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            return new CtrlC(
                    handle(Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler}, (_, method, _) -> {
                        if (method.getName().equals("handle")) pressed.run();
                        return null;
                    })));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            return new CtrlC(null);
        }
    }

    private static Object handle(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal"), type = Class.forName("sun.misc.SignalHandler");
        Object interrupt = signal.getConstructor(String.class).newInstance("INT");
        return signal.getMethod("handle", signal, type).invoke(null, interrupt, handler);
    }

    @Override
    public void close() {
        if (before == null) return;
        try {
            handle(before);
        } catch (ReflectiveOperationException e) {
            // it worked a moment ago; then Ctrl-C stays ours until the end
        }
    }
}
