package dev.pando.node.encode;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// An encoder's file, run by ONNX Runtime. One text is one run: activations are rounded by their largest value, so texts in a
/// common batch would change each other's bits.
final class OnnxNetwork implements Network {

    private static final long STACK_BYTES = 512L << 20;

    private final OrtSession session;

    /// @throws IOException if it does not run here
    OnnxNetwork(byte[] file, int threads) throws IOException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            OrtEnvironment environment = environment();
            environment.setTelemetry(false);
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.addConfigEntry("session.intra_op.allow_spinning", "0"); // a personal machine has other work
            session = environment.createSession(file, options);
        } catch (OrtException | UnsatisfiedLinkError e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    // ONNX Runtime 1.29 reads the process's command line with std::regex, which calls itself for every character: a class path of
    // 10 KB overflows the stack of an ordinary thread, and the process dies without a word (seen in a core file). The
    // memory of a large stack is taken only as far as it is used.
    private static OrtEnvironment environment() throws IOException {
        CompletableFuture<OrtEnvironment> made = new CompletableFuture<>();
        new Thread(null, () -> {
            try {
                made.complete(OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "pando"));
            } catch (RuntimeException | LinkageError e) {
                made.completeExceptionally(e);
            }
        }, "onnx-environment", STACK_BYTES).start();
        try {
            return made.join();
        } catch (CompletionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        }
    }

    @Override
    public List<float[]> outputs(List<Input> texts, boolean shared) {
        List<float[]> outputs = new ArrayList<>();
        try {
            for (Input text : texts) outputs.add(outputs(text));
        } catch (OrtException e) {
            throw Bert.notHere(e);
        }
        return outputs;
    }

    private float[] outputs(Input text) throws OrtException {
        long[] ones = new long[text.tokens()];
        Arrays.fill(ones, 1);
        try (OnnxTensor tokens = row(text.ids());
                OnnxTensor mask = row(ones);
                OnnxTensor types = row(text.kinds());
                OrtSession.Result result = session
                        .run(Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
            FloatBuffer buffer = ((OnnxTensor) result.get(0)).getFloatBuffer();
            float[] outputs = new float[buffer.remaining()];
            buffer.get(outputs);
            return outputs;
        }
    }

    private static OnnxTensor row(long[] values) throws OrtException {
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), LongBuffer.wrap(values),
                new long[]{1, values.length});
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
