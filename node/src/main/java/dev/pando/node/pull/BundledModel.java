package dev.pando.node.pull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The model that comes with Pando, so that a node answers before anything is downloaded. It is used where it lies.
public final class BundledModel {

    /// What it is called wherever a model can be named.
    public static final String NAME = "pando-seed";

    /// Names the folder; the launcher sets it.
    public static final String FOLDER_PROPERTY = "pando.models";

    private BundledModel() {}

    /// The model in the launcher's folder; empty if Pando was started otherwise, or without it.
    public static Optional<ModelShelf.Shelved> find() {
        String folder = System.getProperty(FOLDER_PROPERTY, "");
        return folder.isEmpty() ? Optional.empty() : in(Path.of(folder));
    }

    /// The model in this folder, if it is there.
    static Optional<ModelShelf.Shelved> in(Path folder) {
        Path file = folder.resolve(NAME + ".gguf");
        if (!Files.isRegularFile(file)) return Optional.empty();
        try {
            return Optional.of(new ModelShelf.Shelved(NAME, file, Files.size(file), "", "comes with Pando"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
