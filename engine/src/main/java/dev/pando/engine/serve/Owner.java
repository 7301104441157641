package dev.pando.engine.serve;

/// The thread that owns a generator's work.
final class Owner {

    private Owner() {}

    /// Waits until the thread has ended, also when interrupted meanwhile; an interrupt is kept for the caller.
    static void awaitEnd(Thread owner) {
        boolean interrupted = false;
        while (owner.isAlive()) {
            try {
                owner.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
