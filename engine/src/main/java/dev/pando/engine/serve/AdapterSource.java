package dev.pando.engine.serve;

import dev.pando.engine.model.Adapter;
import dev.pando.engine.serve.RoutedGenerator.Pool;
import java.util.List;

/// Where a [RoutedGenerator] gets its adapters from. Any thread may call.
public interface AdapterSource {

    /// Nothing but the base.
    AdapterSource NONE = new AdapterSource() {
        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public Pool about(String text) {
            return Pool.empty();
        }

        @Override
        public boolean has(Adapter adapter) {
            return false;
        }

        @Override
        public void heard(Pool asked, List<Voice> voices) {}
    };

    /// Whether there is no adapter at all now.
    boolean isEmpty();

    /// Those to route between for an answer.
    ///
    /// @param text what is to be answered, or its end; it may begin within a word
    Pool about(String text);

    /// Whether an adapter may have a say in the next token: looked up at each.
    boolean has(Adapter adapter);

    /// An answer is there. Must be quick.
    ///
    /// @param asked  what [#about] gave for it
    /// @param voices whose adapters had a say in it
    void heard(Pool asked, List<Voice> voices);
}
