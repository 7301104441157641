package dev.pando.lab.netspeed;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// Runs things on a virtual thread, where libp2p's users run theirs.
final class Virtually {

    private Virtually() {}

    static <T> T call(Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.startVirtualThread(task);
        return task.get();
    }
}
