package dev.pando.engine.weights;

/// Asks an open file for everything it has; only [ModelFileException] may come of it.
final class ReadAll {

    private ReadAll() {}

    static void of(ModelFile file) {
        file.ropePairing();
        for (String key : file.metadata().keys()) {
            each(() -> file.metadata().string(key));
            each(() -> file.metadata().integer(key));
            each(() -> file.metadata().number(key));
            each(() -> file.metadata().bool(key));
            each(() -> file.metadata().strings(key));
            each(() -> file.metadata().floats(key));
            each(() -> file.metadata().integers(key));
        }
        for (String name : file.tensorNames()) {
            each(() -> file.tensor(name).shape());
            each(() -> file.matrix(name).data().asSlice(file.matrix(name).data().byteSize()));
            each(() -> file.vector(name));
        }
    }

    private static void each(Runnable read) {
        try {
            read.run();
        } catch (ModelFileException expected) {
            // of another type, or missing
        }
    }
}
