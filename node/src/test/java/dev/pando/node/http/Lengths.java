package dev.pando.node.http;

import dev.pando.node.encode.Encoder;

/// An encoder that anybody can check: a unit vector that turns with the text's length.
final class Lengths implements Encoder {

    @Override
    public String id() {
        return "lengths";
    }

    @Override
    public int dimensions() {
        return 3;
    }

    @Override
    public float[] encode(String text) {
        return new float[]{(float) Math.cos(text.length()), (float) Math.sin(text.length()), 0};
    }

    @Override
    public void close() {
        // nothing is open
    }
}
