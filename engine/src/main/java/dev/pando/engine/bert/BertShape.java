package dev.pando.engine.bert;

/// The numbers of an encoder.
///
/// @param width  elements of a hidden state
/// @param inner  elements in the middle of a layer
/// @param layers layers
/// @param heads  of attention
public record BertShape(int width, int inner, int layers, int heads) {

    private static final int WIDTH_MAX = 4_096, INNER_MAX = 16_384, LAYERS_MAX = 64;

    /// @throws IllegalArgumentException if a number is out of range or does not divide as it should
    public BertShape {
        boolean fits = width >= 16 && inner >= 16 && layers >= 1 && width <= WIDTH_MAX && inner <= INNER_MAX
                && layers <= LAYERS_MAX && width % 16 == 0 && inner % 16 == 0;
        if (!fits || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "no encoder has " + layers + " layers of " + width + " and " + inner + ", " + heads + " heads");
        }
    }
}
