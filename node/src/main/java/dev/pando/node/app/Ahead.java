package dev.pando.node.app;

import dev.pando.kernel.VectorWidth;
import dev.pando.node.http.NodeServer;

/// What a first word needs in any case, woken on threads of its own while the command line is still being read: the web
/// server's classes, the machine code.
///
/// Nothing depends on it: what fails here fails again where it is used, and is told there.
final class Ahead {

    private interface Work {
        void run() throws Exception;
    }

    private Ahead() {}

    static void begin() {
        on("server", NodeServer::ahead);
        on("kernels", VectorWidth::products);
    }

    private static void on(String name, Work work) {
        Thread.ofPlatform().daemon().name("pando-ahead-" + name).start(() -> {
            try {
                work.run();
            } catch (Exception | LinkageError e) {
                // told where it is used
            }
        });
    }
}
